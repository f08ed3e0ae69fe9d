import { ground, plot } from "./ground"
import { made, Node, nodeAt } from "./nodes"
import { clearOpen, stack, unstack } from "./open-nodes"

/**
 * Write the tree in preorder, so that the left child is always the next node; leaves of a forest of classes also get their row ids
 * back, which their shares are counted from.
 */
export function shape(gradientStep: f64): void {
  const count = <usize>made
  const shaped = plot.shaped
  const rights = shaped + (count << 2)
  const values = rights + (count << 2)
  const starts = values + (count << 2)
  const ends = starts + (count << 2)
  const cuts = ends + (count << 2)
  const sides = cuts + count
  const places = sides + count
  memory.fill(shaped, 0, 23 * count)
  clearOpen()
  stack(-1)
  stack(0)
  for (let at: usize = 0; at < count; at++) {
    const node = nodeAt(unstack())
    const parent = unstack()
    if (parent >= 0) store<i32>(rights + ((<usize>parent) << 2), <i32>at)
    store<i32>(starts + (at << 2), node.start)
    store<i32>(ends + (at << 2), node.end)
    store<u8>(places + at, <u8>(node.list & 1))
    const left = node.left
    if (left === 0) {
      store<i32>(shaped + (at << 2), -1)
      if (node.count > 0) store<f32>(values + (at << 2), <f32>((-node.gradient * gradientStep) / <f64>node.count))
      if (ground.classes > 0 && node.list & 2) nameRows(node)
      continue
    }
    store<i32>(shaped + (at << 2), node.feature)
    store<u8>(cuts + at, <u8>node.cut)
    store<u8>(sides + at, <u8>node.missingLeft)
    stack(<i32>at)
    stack(left + 1)
    stack(-1)
    stack(left)
  }
  plot.made = made
}

function nameRows(node: Node): void {
  const list = plot.lists + <usize>(node.list & 1) * plot.listBytes
  const last = list + ((<usize>node.end) << 2)
  for (let at = list + ((<usize>node.start) << 2); at < last; at += 4) {
    store<u32>(at, load<u32>(plot.nearRows + ((<usize>load<u32>(at)) << 2)))
  }
}
