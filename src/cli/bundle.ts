import { type Disclosable, disclosable, disclose } from '@chancery/verify/proof/disclosure'
import { Command, InvalidArgumentError } from 'commander'
import { readBundleFile } from './bundleFile.ts'

export function bundleCommand(): Command {
  const command = new Command('bundle')

  command
    .command('disclose')
    .description('print a bundle that shows only the chosen facts; needs no server')
    .argument('<bundle>', 'bundle to reduce; it must show these facts')
    .requiredOption('--facts <names>', `comma-separated list of ${disclosable.join(', ')}`, factNames)
    .action(async (path: string, { facts }: { facts: Disclosable[] }) => {
      console.log(JSON.stringify(disclose(await readBundleFile(path), facts), null, 2))
    })

  return command
}

function factNames(text: string): Disclosable[] {
  return text.split(',').map((part) => {
    const name = disclosable.find((one) => one === part.trim())
    if (!name) throw new InvalidArgumentError(`Unknown fact ${JSON.stringify(part.trim())}.`)
    return name
  })
}
