import type { Command } from 'commander'

/** What a shell can complete after a command. */
export type Completed = {
  /** The words of the command, such as `chancery keys create`. */
  path: string
  commands: { name: string; description: string }[]
  /** Values of the first argument, if there are few. */
  choices: string[]
  options: { flags: string[]; description: string; takesValue: boolean; choices: string[] }[]
}

/** Returns the command and all commands below it. */
export function commandTree(command: Command, parent = ''): Completed[] {
  const path = `${parent}${command.name()}`
  const help = command.createHelp()
  const own: Completed = {
    path,
    commands: help.visibleCommands(command).map((one) => ({ name: one.name(), description: one.description() })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
    options: help.visibleOptions(command).map(({ short, long, description, required, argChoices }) => ({
      flags: [short, long].filter((flag) => flag !== undefined),
      description,
      takesValue: required,
      choices: argChoices ?? [],
    })),
  }
  return [own, ...command.commands.flatMap((below) => commandTree(below, `${path} `))]
}

/** Returns the text as one word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Returns the pattern of a `case` that matches these words. */
export function anyOf(words: string[]): string {
  return words.map(quoted).join(' | ')
}
