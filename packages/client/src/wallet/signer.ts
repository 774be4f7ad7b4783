import { keccak_256 } from '@noble/hashes/sha3.js'

/** Typed data (EIP-712) to sign. */
export type TypedData = {
  domain: { name: string; version: string; chainId: number }
  types: Record<string, { name: string; type: string }[]>
  primaryType: string
  message: Record<string, unknown>
}

/** A signer of ethers 6: `Wallet`, `JsonRpcSigner` … */
export type EthersSigner = {
  getAddress(): Promise<string>
  signMessage(message: string): Promise<string>
  signTypedData(domain: TypedData['domain'], types: TypedData['types'], message: TypedData['message']): Promise<string>
}

/** An account of viem 2 with a key: `privateKeyToAccount(…)` … */
export type ViemAccount = {
  address: string
  signMessage(parameters: { message: string }): Promise<string>
  signTypedData(parameters: TypedData): Promise<string>
}

/** A wallet client of viem 2 with an account. */
export type ViemWalletClient = {
  account: { address: string }
  signMessage(parameters: { account: { address: string }; message: string }): Promise<string>
  signTypedData(parameters: TypedData & { account: { address: string } }): Promise<string>
}

/** A wallet in a browser (EIP-1193): `window.ethereum`. Its first account signs. */
export type Eip1193Provider = {
  request(call: { method: string; params?: unknown }): Promise<unknown>
}

export type Signer = EthersSigner | ViemAccount | ViemWalletClient | Eip1193Provider

/** A signer of any kind. The address has its checksum (EIP-55). */
export type SigningWallet = {
  address(): Promise<string>
  /** Signs a text, as `personal_sign` does. */
  signMessage(message: string): Promise<string>
  /** Signs as `eth_signTypedData_v4` does. */
  signTypedData(data: TypedData): Promise<string>
}

const domainType = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
]

export function signingWallet(signer: Signer): SigningWallet {
  if ('getAddress' in signer) {
    return {
      address: async () => checksummed(await signer.getAddress()),
      signMessage: (message) => signer.signMessage(message),
      signTypedData: ({ domain, types, message }) => signer.signTypedData(domain, types, message),
    }
  }
  if ('account' in signer && signer.account) {
    const { account } = signer
    return {
      address: async () => checksummed(account.address),
      signMessage: (message) => signer.signMessage({ account, message }),
      signTypedData: (data) => signer.signTypedData({ account, ...data }),
    }
  }
  if ('address' in signer) {
    return {
      address: async () => checksummed(signer.address),
      signMessage: (message) => signer.signMessage({ message }),
      signTypedData: (data) => signer.signTypedData(data),
    }
  }
  if ('request' in signer) return providerWallet(signer)
  throw new TypeError(
    'The signer must be a signer of ethers, an account or wallet client of viem, or an EIP-1193 provider.',
  )
}

/** Throws if a call needs the signer that a client does not have. */
export function signerOf(wallet: SigningWallet | null): SigningWallet {
  if (wallet) return wallet
  throw new TypeError('This call needs a signer.')
}

function providerWallet(provider: Eip1193Provider): SigningWallet {
  const call = async (method: string, params: unknown[]) => {
    const result = await provider.request({ method, params })
    const text = Array.isArray(result) ? result[0] : result
    if (typeof text !== 'string') throw new TypeError(`The wallet returned nothing for ${method}.`)
    return text
  }
  let account: Promise<string> | undefined
  const address = () => {
    account ??= call('eth_requestAccounts', []).then(checksummed)
    // A person who said no may say yes later.
    account.catch(() => {
      account = undefined
    })
    return account
  }
  return {
    address,
    signMessage: async (message) => call('personal_sign', [toHex(new TextEncoder().encode(message)), await address()]),
    async signTypedData({ types, ...data }) {
      const whole = JSON.stringify({ ...data, types: { EIP712Domain: domainType, ...types } })
      return call('eth_signTypedData_v4', [await address(), whole])
    },
  }
}

export function toHex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Writes an address with its checksum (EIP-55), which sign-in messages need. */
export function checksummed(address: string): string {
  const digits = address.toLowerCase().replace(/^0x/, '')
  const hash = toHex(keccak_256(new TextEncoder().encode(digits))).slice(2)
  const letters = Array.from(digits, (digit, index) =>
    Number.parseInt(hash[index] ?? '', 16) > 7 ? digit.toUpperCase() : digit,
  )
  return `0x${letters.join('')}`
}
