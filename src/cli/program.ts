import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { root } from '../root.ts'

/** Subcommands in the order of `chancery --help`. A subcommand is loaded only when it runs. */
const subcommands = {
  serve: {
    description: 'serve requests, without jobs (see `work`); `npm start` does both',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  work: {
    description: 'run jobs, such as webhook deliveries; any number of workers can run in parallel',
    load: async () => (await import('./work.ts')).workCommand(),
  },
  import: {
    description: 'import catalogues, or certificates from CSV; importing a file again adds nothing',
    load: async () => (await import('./import.ts')).importCommand(),
  },
  sites: {
    description: 'sites: the customers of the LMS API, each with its own data',
    load: async () => (await import('./sites.ts')).sitesCommand(),
  },
  users: {
    description: 'erasure of users',
    load: async () => (await import('./users.ts')).usersCommand(),
  },
  keys: {
    description: 'API keys of the LMS API',
    load: async () => (await import('./keys.ts')).keysCommand(),
  },
  issuers: {
    description: 'signing keys of sites',
    load: async () => (await import('./issuers.ts')).issuersCommand(),
  },
  wallets: {
    description: 'wallets that the operator admits to more resources',
    load: async () => (await import('./wallets.ts')).walletsCommand(),
  },
  secrets: {
    description: 'encryption of secrets in the database with SECRETS_KEY',
    load: async () => (await import('./secrets.ts')).secretsCommand(),
  },
  ipfs: {
    description: 'documents on IPFS, in the embedded store or on the Kubo node',
    load: async () => (await import('./ipfs.ts')).ipfsCommand(),
  },
  objects: {
    description: 'the bucket of OBJECT_STORE_URL',
    load: async () => (await import('./objects.ts')).objectsCommand(),
  },
  anchor: {
    description: 'anchor all waiting certificates and wait until the anchors are final; run it again to continue',
    load: async () => (await import('./anchor.ts')).anchorCommand(),
  },
  verify: {
    description:
      'verify certificates from their bundles, without a server, database or configuration; ' +
      'exit codes: 0 valid, 1 not valid, 2 could not be checked, 3 issuer not confirmed',
    load: async () => (await import('./verify.ts')).verifyCommand(),
  },
  bundle: {
    description: 'bundles (bundle.json)',
    load: async () => (await import('./bundle.ts')).bundleCommand(),
  },
  mail: {
    description: 'mails to holders',
    load: async () => (await import('./mail.ts')).mailCommand(),
  },
  migrate: {
    description: 'migrate the database (the server does this when it starts)',
    load: async () => (await import('./migrate.ts')).migrateCommand(),
  },
  database: {
    description: 'the embedded database of DATA_DIR',
    load: async () => (await import('./database.ts')).databaseCommand(),
  },
  backup: {
    description: 'back up the embedded database and IPFS store of DATA_DIR to a file, also while a server is running',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  restore: {
    description: 'restore a backup into an empty DATA_DIR and verify it',
    load: async () => (await import('./backup.ts')).restoreCommand(),
  },
  demo: {
    description: 'run a temporary server with sample data; deletes its data when it stops',
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
  completion: {
    description: 'print the script with which a shell completes commands and options',
    load: async (): Promise<Command> => (await import('./completion/completion.ts')).completionCommand(wholeProgram),
  },
}

const isSubcommand = (name: string): name is keyof typeof subcommands => Object.hasOwn(subcommands, name)

/** Returns the command for a command line. Loads only the named subcommand. */
export async function chanceryCommand(args: string[]): Promise<Command> {
  const program = emptyProgram()
  const wanted = args.find(isSubcommand)
  if (wanted) {
    const { description, load } = subcommands[wanted]
    program.addCommand((await load()).description(description))
  } else {
    for (const [name, { description }] of Object.entries(subcommands)) program.command(name).description(description)
  }
  return program
}

/** Loads all subcommands. */
async function wholeProgram(): Promise<Command> {
  const program = emptyProgram()
  for (const { description, load } of Object.values(subcommands)) {
    program.addCommand((await load()).description(description))
  }
  return program
}

function emptyProgram(): Command {
  return new Command('chancery')
    .description('Issues, stores and verifies certificates. Reads the same environment variables as the server.')
    .version(readVersion())
}

function readVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  return version
}
