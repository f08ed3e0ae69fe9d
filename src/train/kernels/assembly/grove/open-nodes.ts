import { plot } from "./ground"
import { nodeAt } from "./nodes"

// Nodes that may still be split: a binary heap, largest gain first, the older one on a tie; or a stack where the order does not matter.

export let opened: i32 = 0

export function clearOpen(): void {
  opened = 0
}

@inline
function entry(at: i32): usize {
  return plot.open + ((<usize>at) << 2)
}

export function stack(position: i32): void {
  store<i32>(entry(opened), position)
  opened += 1
}

export function unstack(): i32 {
  opened -= 1
  return load<i32>(entry(opened))
}

export function push(position: i32): void {
  let at = opened
  opened += 1
  while (at > 0) {
    const above = (at - 1) >> 1
    const other = load<i32>(entry(above))
    if (!before(position, other)) break
    store<i32>(entry(at), other)
    at = above
  }
  store<i32>(entry(at), position)
}

export function popBest(): i32 {
  const best = load<i32>(entry(0))
  opened -= 1
  const last = load<i32>(entry(opened))
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= opened) break
    if (below + 1 < opened && before(load<i32>(entry(below + 1)), load<i32>(entry(below)))) below += 1
    const other = load<i32>(entry(below))
    if (!before(other, last)) break
    store<i32>(entry(at), other)
    at = below
  }
  store<i32>(entry(at), last)
  return best
}

@inline
function before(first: i32, second: i32): bool {
  const own = nodeAt(first).gain
  const other = nodeAt(second).gain
  return own > other || (own === other && first < second)
}
