/** A text without whom its email addresses name; some people have no other name. */
export function withoutEmail(text: string): string {
  return text.replace(/(?<=^|[\s<>()[\],;:"'/])[^\s@<>()[\],;:"'/]+(?=@[^\s@]+\.[^\s@])/g, '…')
}
