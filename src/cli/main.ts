import '../sourceMaps.ts'
import { explainAndExit } from '../core/explain.ts'
import { chanceryCommand } from './program.ts'

try {
  const program = await chanceryCommand(process.argv.slice(2))
  await program.parseAsync()
} catch (error) {
  explainAndExit(error)
}
