/** Store of objects by key. Every call has a deadline, and repeats a request that failed for a moment. */
export type Objects = {
  /** Returns the bytes, or null if there is no such object. Throws ObjectDamaged, and ObjectsUnavailable. */
  get(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null>

  /** Returns null if there is no such object. Throws ObjectsUnavailable. */
  stat(key: string, signal?: AbortSignal): Promise<ObjectStat | null>

  /** Stores an object. Returns when it is stored permanently. Throws ObjectsFull and ObjectsUnavailable. */
  put(key: string, bytes: Uint8Array): Promise<void>

  /** Deletes an object. Does nothing if there is none. Throws ObjectsUnavailable. */
  remove(key: string): Promise<void>

  /**
   * Lists the objects whose keys begin with a prefix. Some servers list late: an object that was just put may be missing, and
   * one that was just removed may still be listed. `get` and `stat` are never late. Throws ObjectsUnavailable.
   */
  list(prefix: string): AsyncGenerator<ListedObject>
}

/** Size in bytes, and when the object was last put, by the clock of the object store. */
export type ObjectStat = { size: number; at: Date }

export type ListedObject = ObjectStat & { key: string }

/** The store is unavailable, or denies access. Says nothing about the object. */
export class ObjectsUnavailable extends Error {}

export class ObjectsFull extends Error {}

/** The bytes differ from those that were put, or there are too many. */
export class ObjectDamaged extends Error {}

/** Address of a bucket. `prefix` is empty or ends with a slash. */
export type Bucket = { bucket: string; prefix: string; endpoint: string; region: string }
