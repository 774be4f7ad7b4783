import { dataOf, keyed, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { StoredFile } from '../types.ts'
import type { WalletContext } from './walletClient.ts'

export type Files = ReturnType<typeof filesOf>

export function filesOf({ raw }: WalletContext) {
  return {
    /** Stores a document on IPFS. Everyone who knows its hash can read it: encrypt private documents first. */
    upload(file: Blob | Uint8Array<ArrayBuffer> | ArrayBuffer, options: CallOptions = {}): Promise<StoredFile> {
      const form = new FormData()
      form.append('file', file instanceof Blob ? file : new Blob([file]), 'document')
      return dataOf(
        raw.POST('/api/v1/files/', {
          params: keyed(options),
          body: { file: '' }, // The type of the document; the serializer replaces it.
          bodySerializer: () => form,
          ...sent(options),
        }),
      )
    },
  }
}
