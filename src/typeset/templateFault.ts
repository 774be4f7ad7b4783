/** What is wrong with a template, told to whoever drew it. */
export class TemplateFault extends Error {}
