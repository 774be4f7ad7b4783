declare module 'fs-native-extensions' {
  /** Takes an exclusive lock on an open file. Returns false if another process or file handle holds it. */
  export function tryLock(file: number): boolean
}
