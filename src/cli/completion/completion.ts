import { Argument, Command } from 'commander'
import { bashScript } from './bash.ts'
import { commandTree } from './commandTree.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript }

type Shell = keyof typeof scripts

/** Prints a script with all commands and options, so that the shell starts no process to complete. */
export function completionCommand(loadAll: () => Promise<Command>): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'shell that completes').choices(Object.keys(scripts)))
    .action(async (shell: Shell) => {
      process.stdout.write(scripts[shell](commandTree(await loadAll())))
    })
}
