/** Store of objects by key. Every call has a deadline, and repeats a request that failed for a moment. */
export type Objects = {
  /** Returns the bytes, or null if there is no such object. Throws ObjectDamaged, and ObjectsUnavailable. */
  get(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null>

  /** Returns the size in bytes, or null if there is no such object. Throws ObjectsUnavailable. */
  size(key: string, signal?: AbortSignal): Promise<number | null>

  /** Stores an object. Returns when it is stored permanently. Throws ObjectsFull and ObjectsUnavailable. */
  put(key: string, bytes: Uint8Array): Promise<void>

  /** Deletes an object. Does nothing if there is none. Throws ObjectsUnavailable. */
  remove(key: string): Promise<void>

  /** Lists the objects whose keys begin with a prefix. Throws ObjectsUnavailable. */
  list(prefix: string): AsyncGenerator<ListedObject>
}

export type ListedObject = { key: string; size: number }

/** The store is unavailable, or denies access. Says nothing about the object. */
export class ObjectsUnavailable extends Error {}

export class ObjectsFull extends Error {}

/** The bytes differ from those that were put, or there are too many. */
export class ObjectDamaged extends Error {}

/** Address of a bucket. `prefix` is empty or ends with a slash. */
export type Bucket = { bucket: string; prefix: string; endpoint: string; region: string }
