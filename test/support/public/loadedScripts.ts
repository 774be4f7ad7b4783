/** Returns the names of scripts that a browser loads with some of them: at once, or also those that they may load later. */
export function loadedWith(
  scripts: Map<string, string>,
  names: string[],
  when: 'at once' | 'ever' = 'ever',
): Set<string> {
  const loaded = new Set(names)
  const imports = when === 'ever' ? /"\.\/([\w.-]+\.js)"/g : /(?:from|import)\s*"\.\/([\w.-]+\.js)"/g
  for (const name of loaded) {
    const script = scripts.get(name)
    if (script === undefined) throw new Error(`There is no ${name}.`)
    for (const [, imported = ''] of script.matchAll(imports)) loaded.add(imported)
  }
  return loaded
}
