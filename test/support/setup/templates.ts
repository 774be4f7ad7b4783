import { inject } from 'vitest'
import type { EmbeddedTemplates, ServerTemplate } from './databases.ts'

/** Whether the tests use the embedded database instead of a PostgreSQL server. */
export const isEmbedded = inject('databaseOfTests') === 'embedded'

/** Made on first use (onDemand.ts). */
export const embeddedTemplates = () => ask<EmbeddedTemplates>('embedded')
export const serverTemplate = () => ask<ServerTemplate>('server')

async function ask<Template>(name: string): Promise<Template> {
  const answer = await fetch(`${inject('templates')}/${name}`)
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as Template // Made by onDemand.ts.
}
