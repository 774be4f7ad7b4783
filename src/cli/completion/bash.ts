import { anyOf, type Completed, quoted } from './commandTree.ts'

/** Returns the completion script for bash, from version 3.2 on. Without a match, bash completes the names of files. */
export function bashScript(tree: Completed[]): string {
  const [, ...below] = tree.map(({ path }) => path)
  return `# Completion of chancery for bash.
_chancery() {
  local cur=\${COMP_WORDS[COMP_CWORD]} at=chancery word names= flags=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${anyOf(below)}) at="$at $word" ;;
    esac
  done
  COMPREPLY=()
  case "$at \${COMP_WORDS[COMP_CWORD-1]}" in
${tree.flatMap(valuesOf).join('\n')}
  esac
  case $at in
${tree.map(wordsOf).join('\n')}
  esac
  case $cur in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -W "$names" -- "$cur")) ;;
  esac
}
complete -o default -F _chancery chancery
`
}

function valuesOf({ path, options }: Completed): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, choices }) => {
      const values = choices.length > 0 ? `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur")); ` : ''
      return `    ${anyOf(flags.map((flag) => `${path} ${flag}`))}) ${values}return ;;`
    })
}

function wordsOf({ path, commands, options, choices }: Completed): string {
  const names = [...commands.map(({ name }) => name), ...choices].join(' ')
  const flags = options.flatMap((option) => option.flags).join(' ')
  return `    ${quoted(path)}) names=${quoted(names)} flags=${quoted(flags)} ;;`
}
