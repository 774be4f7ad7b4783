/** Place of an order in the queue. Groups, such as sites, take turns. Public pages come before everything else. */
export type Turn = { group: string; isPublic: boolean }

export type Turns<Item> = {
  readonly size: number
  add(turn: Turn, item: Item): void
  next(): Item | undefined
}

/** Opens a queue in which a group with many items delays another one by one item. */
export function openTurns<Item>(): Turns<Item> {
  const pages = new Map<string, Item[]>()
  const others = new Map<string, Item[]>()
  let size = 0
  return {
    get size() {
      return size
    },
    add({ group, isPublic }, item) {
      const groups = isPublic ? pages : others
      const items = groups.get(group)
      if (items) items.push(item)
      else groups.set(group, [item])
      size += 1
    },
    next() {
      const groups = pages.size > 0 ? pages : others
      const [first] = groups
      if (!first) return undefined
      const [group, items] = first
      const item = items.shift()
      // A map keeps its order, so the group goes to the end.
      groups.delete(group)
      if (items.length > 0) groups.set(group, items)
      size -= 1
      return item
    },
  }
}
