import { plot } from "./ground"

/** A node of a tree being grown, in 64 bytes. */
@unmanaged
export class Node {
  gradient: f64
  gain: f64
  leftGradient: f64
  start: i32
  end: i32
  count: i32
  leftCount: i32
  /** The left child, 0 for a leaf; the right one is behind it. */
  left: i32
  feature: i32
  cut: i32
  missingLeft: i32
  depth: i32
  /** Which list holds its rows: 0 or 1, and 2 more where the list holds places in what is near. */
  list: i32
}

export let made: i32 = 0

export function clearNodes(): void {
  made = 0
}

@inline
export function nodeAt(position: i32): Node {
  return changetype<Node>(plot.nodes + ((<usize>position) << 6))
}

/** What a split of it would say is still to be written. */
export function newNode(start: i32, end: i32): Node {
  const node = nodeAt(made)
  made += 1
  node.start = start
  node.end = end
  node.gain = 0
  node.left = 0
  return node
}
