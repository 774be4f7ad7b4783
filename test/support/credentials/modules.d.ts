// Packages of other verifiers, which have no types of their own.

declare module '@digitalbazaar/vc' {
  export function verifyCredential(options: object): Promise<{
    verified: boolean
    /** `status`: whether the bit is set. */
    statusResult?: { results: { status: boolean }[] }
  }>
  export function createPresentation(options: { holder: string; version: number }): object
  export function signPresentation(options: object): Promise<object>
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { cryptosuite: object; signer?: object })
  }
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object
}

declare module '@digitalbazaar/vc-bitstring-status-list' {
  export function checkStatus(options: object): Promise<object>
}

declare module '@digitalbazaar/ed25519-multikey' {
  export type KeyPair = { id: string; controller: string; publicKeyMultibase: string; signer(): object }
  export function generate(): Promise<KeyPair>
}

declare module '@digitalbazaar/ed25519-signature-2020' {
  export class Ed25519Signature2020 {
    constructor(options: { signer: object })
  }
}
