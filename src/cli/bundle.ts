import { type Disclosable, disclosable, disclose } from '@chancery/verify/proof/disclosure'
import { Command, InvalidArgumentError } from 'commander'
import { readBundleFile } from './bundleFile.ts'

export function bundleCommand(): Command {
  const command = new Command('bundle')

  command
    .command('disclose')
    .description('print a proof that shows less: the chosen facts only, proved as before; needs no server')
    .argument('<bundle>', 'proof that shows them')
    .requiredOption('--facts <names>', `comma-separated, of: ${disclosable.join(', ')}`, factNames)
    .action(async (path: string, { facts }: { facts: Disclosable[] }) => {
      console.log(JSON.stringify(disclose(await readBundleFile(path), facts), null, 2))
    })

  return command
}

function factNames(text: string): Disclosable[] {
  return text.split(',').map((part) => {
    const name = disclosable.find((one) => one === part.trim())
    if (!name) throw new InvalidArgumentError(`There is no fact ${JSON.stringify(part.trim())}.`)
    return name
  })
}
