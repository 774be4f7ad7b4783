import type { Completed } from './commandTree.ts'

/** Returns the completion script for fish. */
export function fishScript(tree: Completed[]): string {
  const below = tree.slice(1).map(({ path }) => path)
  return `# Completion of chancery for fish.
function __chancery_is
    set -l at chancery
    for word in (commandline -opc)[2..-1]
        contains -- "$at $word" ${below.map(inFish).join(' ')}; and set at "$at $word"
    end
    test "$at" = "$argv"
end
complete -c chancery -e
${tree.flatMap(completionsOf).join('\n')}
`
}

/** Returns a line for each word that may follow a command. Without one, fish completes the names of files. */
function completionsOf({ path, commands, options, choices: values }: Completed): string[] {
  const start = `complete -c chancery -n ${inFish(`__chancery_is ${path}`)}`
  return [
    ...commands.map(({ name, description }) => `${start} -f -a ${inFish(name)} -d ${inFish(description)}`),
    ...values.map((value) => `${start} -f -a ${inFish(value)}`),
    ...options.map(({ flags, description, takesValue, choices }) => {
      const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
      const value = choices.length > 0 ? ` -x -a ${inFish(choices.join(' '))}` : takesValue ? ' -r' : ''
      return `${start} ${names.join(' ')}${value} -d ${inFish(description)}`
    }),
  ]
}

/** Returns the text as one word of fish, where a quote inside quotes has a backslash. */
function inFish(text: string): string {
  return `'${text.replace(/['\\]/g, String.raw`\$&`)}'`
}
