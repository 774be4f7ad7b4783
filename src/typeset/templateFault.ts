/** An invalid template. The message is for its designer. */
export class TemplateFault extends Error {}

/** Returns a fault with the line of an element in the upload. */
export function faultAt({ line }: { line?: number }, message: string): TemplateFault {
  return new TemplateFault(line === undefined ? message : `Line ${line}: ${message}`)
}
