/** An invalid template. The message is for its designer. */
export class TemplateFault extends Error {}
