const localPart = localPartsBefore('@')
const localPartInLink = localPartsBefore('(?:@|%40)')

/**
 * Matches the local part of email addresses: the text between a separator and `at`, followed by a domain. A second
 * address that follows the first without a separator begins after its `at`.
 */
function localPartsBefore(at: string): RegExp {
  const separators = '\\s<>()[\\],;:"\'/'
  return new RegExp(
    `(?<=^|[${separators}]|${at})(?:(?!${at})[^${separators}])+(?=${at}(?:(?!${at})[^\\s@])+\\.[^\\s@])`,
    'gi',
  )
}

/** Masks the local part of email addresses. Keeps the rest, because some people have no other name. */
export function withoutEmail(text: string): string {
  return text.replace(localPart, '…')
}

/** Masks email addresses in a link, where the @ may be percent-encoded. A masked link no longer works. */
export function linkWithoutEmail(link: string): string {
  return link.replace(localPartInLink, '…')
}
