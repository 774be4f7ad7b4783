/** Returns whether `If-None-Match` contains the entity tag (RFC 9110, section 13.1.2). */
export function matchesEntityTag(etag: string, ifNoneMatch: string | undefined): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch?.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag)) ?? false
}
