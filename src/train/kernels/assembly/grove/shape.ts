import { classes, listBytes, lists, nearRows, shaped, told } from "./ground"
import { CUT, END, FEATURE, GRADIENT, COUNT, LEFT, LIST, MISSING_LEFT, START, made, nodeAt } from "./nodes"
import { clearOpen, opened, stack, unstack } from "./open-nodes"

/**
 * Write the tree in preorder, so that the left child is always the next node; leaves of a forest of classes also get their row ids
 * back, which their shares are counted from.
 */
export function shape(gradientStep: f64): void {
  const count = <usize>made
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
    store<i32>(starts + (at << 2), load<i32>(node + START))
    store<i32>(ends + (at << 2), load<i32>(node + END))
    store<u8>(places + at, <u8>(load<i32>(node + LIST) & 1))
    const left = load<i32>(node + LEFT)
    if (left === 0) {
      store<i32>(shaped + (at << 2), -1)
      const count = load<i32>(node + COUNT)
      if (count > 0) store<f32>(values + (at << 2), <f32>((-load<f64>(node + GRADIENT) * gradientStep) / <f64>count))
      if (classes > 0 && load<i32>(node + LIST) & 2) nameRows(node)
      continue
    }
    store<i32>(shaped + (at << 2), load<i32>(node + FEATURE))
    store<u8>(cuts + at, <u8>load<i32>(node + CUT))
    store<u8>(sides + at, <u8>load<i32>(node + MISSING_LEFT))
    stack(<i32>at)
    stack(left + 1)
    stack(-1)
    stack(left)
  }
  store<i32>(told, made)
}

function nameRows(node: usize): void {
  const list = lists + <usize>(load<i32>(node + LIST) & 1) * listBytes
  const last = list + ((<usize>load<i32>(node + END)) << 2)
  for (let at = list + ((<usize>load<i32>(node + START)) << 2); at < last; at += 4) {
    store<u32>(at, load<u32>(nearRows + ((<usize>load<u32>(at)) << 2)))
  }
}
