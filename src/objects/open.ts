import type { Bucket, Objects } from './objects.ts'
import { openS3 } from './s3.ts'

export type ObjectsConfig = {
  objectStoreUrl?: Bucket | undefined
  awsAccessKeyId?: string | undefined
  awsSecretAccessKey?: string | undefined
  awsSessionToken?: string | undefined
}

/** Returns the configured object store, or null. */
export function openObjects(config: ObjectsConfig): Objects | null {
  const { objectStoreUrl, awsAccessKeyId: id, awsSecretAccessKey: secret, awsSessionToken: token } = config
  if (!objectStoreUrl) return null
  if (!id || !secret) throw new Error('An object store needs credentials.')
  return openS3(objectStoreUrl, { id, secret, token })
}
