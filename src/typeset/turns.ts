/** Place of an order in the queue. Groups, such as sites, take turns. Public pages come before everything else. */
export type Turn = { group: string; isPublic: boolean }

export type Turns<Item> = {
  readonly size: number
  add(turn: Turn, item: Item): void
  next(): Item | undefined
  /** Removes the newest item of the group with the most items. Returns nothing if the group of `turn` has as many. */
  makeRoom(turn: Turn): Item | undefined
}

/** Opens a queue in which a group with many items delays another one by one item. */
export function openTurns<Item>(): Turns<Item> {
  const pages = new Map<string, Item[]>()
  const others = new Map<string, Item[]>()
  let size = 0
  const groupsOf = ({ isPublic }: Turn) => (isPublic ? pages : others)
  return {
    get size() {
      return size
    },
    add(turn, item) {
      const groups = groupsOf(turn)
      const items = groups.get(turn.group)
      if (items) items.push(item)
      else groups.set(turn.group, [item])
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
    makeRoom(turn) {
      const own = groupsOf(turn).get(turn.group)?.length ?? 0
      let longest: Item[] = []
      for (const items of [...pages.values(), ...others.values()]) if (items.length > longest.length) longest = items
      // One of its own would be left, so that its group is never empty.
      if (longest.length <= own + 1) return undefined
      size -= 1
      return longest.pop()
    },
  }
}
