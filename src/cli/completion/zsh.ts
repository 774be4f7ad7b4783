import { anyOf, type Completed, quoted } from './commandTree.ts'

/** Returns the completion script for zsh, to evaluate after compinit or to store as `_chancery` in a folder of fpath. */
export function zshScript(tree: Completed[]): string {
  const [, ...below] = tree.map(({ path }) => path)
  return `#compdef chancery
_chancery() {
  local at=chancery word
  local -a names flags
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      (${anyOf(below)}) at="$at $word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${tree.flatMap(valuesOf).join('\n')}
  esac
  case $at in
${tree.map(wordsOf).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe option flags
  elif (( $#names )); then
    _describe command names
  else
    _files
  fi
}
if [[ $funcstack[1] == _chancery ]]; then
  _chancery "$@"
else
  compdef _chancery chancery
fi
`
}

function valuesOf({ path, options }: Completed): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, choices }) => {
      const values = choices.length > 0 ? `compadd -- ${choices.map(quoted).join(' ')}` : '_files'
      return `    (${anyOf(flags.map((flag) => `${path} ${flag}`))}) ${values}; return ;;`
    })
}

function wordsOf({ path, commands, options, choices }: Completed): string {
  const names = [...commands.map(({ name, description }) => described(name, description)), ...choices.map(quoted)]
  const flags = options.flatMap((option) => option.flags.map((flag) => described(flag, option.description)))
  return `    (${quoted(path)})
      names=(${names.join(' ')})
      flags=(${flags.join(' ')}) ;;`
}

function described(name: string, description: string): string {
  return quoted(`${name}:${description}`)
}
