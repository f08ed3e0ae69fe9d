import type { GrowingNode } from "./split.ts"

/** Which open leaf is split next: the one with the largest gain of all, or of those nearest to the root. */
export type Growth = "leaf" | "depth"

/** Leaves that may still be split: a binary heap, largest gain first, the older one on a tie. */
export interface OpenNodes {
  readonly growth: Growth
  readonly heap: { readonly node: GrowingNode; readonly born: number }[]
  born: number
}

export function newOpenNodes(growth: Growth): OpenNodes {
  return { growth, heap: [], born: 0 }
}

export function push(open: OpenNodes, node: GrowingNode): void {
  const { heap, growth } = open
  const entry = { node, born: open.born }
  open.born += 1
  let at = heap.length
  heap.push(entry)
  while (at > 0) {
    const above = (at - 1) >> 1
    if (!before(entry, heap[above]!, growth)) break
    heap[at] = heap[above]!
    at = above
  }
  heap[at] = entry
}

export function popBest({ heap, growth }: OpenNodes): GrowingNode | undefined {
  const best = heap[0]
  const last = heap.pop()
  if (best === undefined || last === undefined) return undefined
  if (heap.length === 0) return best.node
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heap.length) break
    if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!, growth)) below += 1
    if (!before(heap[below]!, last, growth)) break
    heap[at] = heap[below]!
    at = below
  }
  heap[at] = last
  return best.node
}

/** The open leaf that is split last among those that hold a histogram. */
export function weakestWithSlot({ heap, growth }: OpenNodes): GrowingNode | undefined {
  let weakest: OpenNodes["heap"][number] | undefined
  for (const entry of heap) {
    if (entry.node.slot >= 0 && (weakest === undefined || before(weakest, entry, growth))) weakest = entry
  }
  return weakest?.node
}

function before(first: OpenNodes["heap"][number], second: OpenNodes["heap"][number], growth: Growth): boolean {
  if (growth === "depth" && first.node.depth !== second.node.depth) return first.node.depth < second.node.depth
  return first.node.gain > second.node.gain || (first.node.gain === second.node.gain && first.born < second.born)
}
