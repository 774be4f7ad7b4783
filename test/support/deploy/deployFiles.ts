import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'

/** Reads a file of deploy/. */
export function readDeployFile(name: string): Promise<string> {
  return readFile(new URL(`../../../deploy/${name}`, import.meta.url), 'utf8')
}

/** Replaces exactly one place of a file, as its comments tell the operator to do. */
export function withOne(content: string, place: string, replacement: string): string {
  expect(content.split(place), place).toHaveLength(2)
  return content.replace(place, () => replacement)
}
