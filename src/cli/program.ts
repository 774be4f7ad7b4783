import { Command } from 'commander'

/** The subcommands, in the order in which they are listed. */
const subcommands = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  work: async () => (await import('./work.ts')).workCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  sites: async () => (await import('./sites.ts')).sitesCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  ipfs: async () => (await import('./ipfs.ts')).ipfsCommand(),
  anchor: async () => (await import('./anchor.ts')).anchorCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  bundle: async () => (await import('./bundle.ts')).bundleCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./backup.ts')).restoreCommand(),
  demo: async () => (await import('./demo.ts')).demoCommand(),
}

const isSubcommand = (name: string): name is keyof typeof subcommands => Object.hasOwn(subcommands, name)

/**
 * The `chancery` command for arguments that begin with a name: with the subcommand of that name, else with all of them.
 * Whoever wants one waits for no other to be loaded.
 */
export async function chanceryCommand(name = ''): Promise<Command> {
  const program = new Command('chancery').description(
    'Issues, keeps and proves certificates. Reads the same environment variables as the server.',
  )
  const wanted = isSubcommand(name) ? [subcommands[name]] : Object.values(subcommands)
  for (const load of wanted) program.addCommand(await load())
  return program
}
