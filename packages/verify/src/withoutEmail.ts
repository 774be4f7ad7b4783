const whom = namedBefore('@')
const whomInLink = namedBefore('(?:@|%40)')

/** Finds whom email addresses name, whose domain follows such an @. */
function namedBefore(at: string): RegExp {
  const separators = '\\s<>()[\\],;:"\'/'
  return new RegExp(`(?<=^|[${separators}])(?:(?!${at})[^${separators}])+(?=${at}[^\\s@]+\\.[^\\s@])`, 'gi')
}

/** A text without whom its email addresses name; some people have no other name. */
export function withoutEmail(text: string): string {
  return text.replace(whom, '…')
}

/** The same of a link, where the @ may be written otherwise. What is masked leads nowhere. */
export function linkWithoutEmail(link: string): string {
  return link.replace(whomInLink, '…')
}
