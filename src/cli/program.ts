import { readFileSync } from 'node:fs'
import { Command } from 'commander'

/** Subcommands in the order of `chancery --help`, which loads none of them. */
const subcommands = {
  serve: {
    description: 'answer requests, and leave the jobs to `chancery work`; `npm start` does both',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  work: {
    description: 'do the jobs that wait in the database, such as telling webhooks; any number of these may run',
    load: async () => (await import('./work.ts')).workCommand(),
  },
  import: {
    description: 'import catalogues and issue certificates; importing a file again adds nothing',
    load: async () => (await import('./import.ts')).importCommand(),
  },
  sites: {
    description: 'sites: the customers of the LMS API, each with everything of its own',
    load: async () => (await import('./sites.ts')).sitesCommand(),
  },
  keys: {
    description: 'API keys of the LMS API',
    load: async () => (await import('./keys.ts')).keysCommand(),
  },
  issuers: {
    description: 'keys by which sites sign as issuers',
    load: async () => (await import('./issuers.ts')).issuersCommand(),
  },
  ipfs: {
    description: 'documents on IPFS: in the embedded store or on the Kubo node',
    load: async () => (await import('./ipfs.ts')).ipfsCommand(),
  },
  anchor: {
    description: 'anchor all certificates that wait for it, and wait until that is final; run again, it goes on',
    load: async () => (await import('./anchor.ts')).anchorCommand(),
  },
  verify: {
    description:
      'check certificates from their proofs alone, without server, database and configuration; ' +
      'ends with 0: valid, 1: not valid, 2: could not be checked',
    load: async () => (await import('./verify.ts')).verifyCommand(),
  },
  bundle: {
    description: 'proofs that travel (bundle.json)',
    load: async () => (await import('./bundle.ts')).bundleCommand(),
  },
  migrate: {
    description: 'bring the database to the newest schema (the server does so by itself when it starts)',
    load: async () => (await import('./migrate.ts')).migrateCommand(),
  },
  backup: {
    description:
      'write the embedded database and the embedded store of DATA_DIR to a file, also while a server uses them',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  restore: {
    description: 'put what `chancery backup` wrote into an empty DATA_DIR, and check it',
    load: async () => (await import('./backup.ts')).restoreCommand(),
  },
  demo: {
    description: 'run a throw-away server with sample data; it is gone when you stop it',
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
}

const isSubcommand = (name: string): name is keyof typeof subcommands => Object.hasOwn(subcommands, name)

/** Returns the command for a command line. Loads only the subcommand that it names. */
export async function chanceryCommand(args: string[]): Promise<Command> {
  const program = new Command('chancery')
    .description('Issues, keeps and proves certificates. Reads the same environment variables as the server.')
    .version(readVersion())
  const wanted = args.find(isSubcommand)
  if (wanted) {
    const { description, load } = subcommands[wanted]
    program.addCommand((await load()).description(description))
  } else {
    for (const [name, { description }] of Object.entries(subcommands)) program.command(name).description(description)
  }
  return program
}

function readVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return version
}
