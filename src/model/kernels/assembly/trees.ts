import { CODES, LEAVES, NODE_VALUES, ROWS, SUMS } from "./space"

/** Adds the leaves of a block of rows to its sums, tree after tree. What it holds behind its last row is overwritten. */
export function addBlock(trees: usize, count: i32, rows: i32): void {
  const last = trees + <usize>count * TREE
  for (let tree = trees; tree < last; tree += TREE) {
    const sums = SUMS + <usize>load<u32>(tree, 16)
    const splits = load<i32>(tree, 8)
    if (splits < 0) walk(<usize>load<u32>(tree), sums, <usize>rows)
    else {
      scan(<usize>load<u32>(tree, 4), splits)
      addLeaves(<usize>load<u32>(tree, 12), sums)
    }
  }
}

/**
 * Finds the leaves of all rows at once by looking at every split, in the order the leaves lie. A row is thought to be in the first leaf until
 * a split that it fails has this leaf below its left child; then it is in the first one below the right child, which comes next.
 * A split: offset of its codes in rows, its own code, and the leaf before the first one below it.
 */
function scan(splits: usize, count: i32): void {
  const ones = i8x16.splat(1)
  let a = i8x16.splat(0)
  let b = a
  let c = a
  let d = a
  let next = a
  const last = splits + (<usize>count << 2)
  for (let split = splits; split < last; split += 4) {
    const codes = CODES + <usize>load<u16>(split) * ROWS
    const code = v128.load_splat<i8>(split, 2)
    const before = v128.load_splat<i8>(split, 3)
    next = i8x16.add(next, ones)
    a = step(a, v128.load(codes), code, before, next)
    b = step(b, v128.load(codes, 16), code, before, next)
    c = step(c, v128.load(codes, 32), code, before, next)
    d = step(d, v128.load(codes, 48), code, before, next)
  }
  v128.store(LEAVES, a)
  v128.store(LEAVES, b, 16)
  v128.store(LEAVES, c, 32)
  v128.store(LEAVES, d, 48)
}

@inline
function step(leaf: v128, codes: v128, code: v128, before: v128, next: v128): v128 {
  const fails = v128.and(i8x16.gt_s(codes, code), i8x16.gt_s(leaf, before))
  return i8x16.max_s(leaf, v128.and(fails, next))
}

function addLeaves(values: usize, sums: usize): void {
  for (let row: usize = 0; row < ROWS; row += 2) {
    const one = v128.load32_zero(values + (<usize>load<u8>(LEAVES + row) << 2))
    const two = v128.load_lane<f32>(values + (<usize>load<u8>(LEAVES + row, 1) << 2), one, 1)
    const at = sums + (row << 3)
    v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(two)))
  }
}

/** Eight rows go down a tree side by side; children lie together, so the next node is counted out from the outcome of the comparison. */
function walk(root: usize, sums: usize, rows: usize): void {
  for (let row: usize = 0; row < rows; row += 8) {
    const codes = CODES + row
    let a = root
    let b = root
    let c = root
    let d = root
    let e = root
    let f = root
    let g = root
    let h = root
    for (let before: usize = 0; ; ) {
      for (let level = 0; level < LEVELS; level++) {
        a = child(a, codes)
        b = child(b, codes + 1)
        c = child(c, codes + 2)
        d = child(d, codes + 3)
        e = child(e, codes + 4)
        f = child(f, codes + 5)
        g = child(g, codes + 6)
        h = child(h, codes + 7)
      }
      // a leaf is its own child, and children lie behind their parent: the sum stays where all rows have arrived
      const now = a + b + c + d + e + f + g + h
      if (now === before) break
      before = now
    }
    const to = sums + (row << 3)
    add(to, valueOf(a))
    add(to + 8, valueOf(b))
    add(to + 16, valueOf(c))
    add(to + 24, valueOf(d))
    add(to + 32, valueOf(e))
    add(to + 40, valueOf(f))
    add(to + 48, valueOf(g))
    add(to + 56, valueOf(h))
  }
}

/** Adds the leaves of one row of the block to its sums: it goes down eight trees side by side. */
export function addRow(trees: usize, count: i32, row: i32): void {
  const codes = CODES + <usize>row
  const sums = SUMS + (<usize>row << 3)
  const last = trees + <usize>count * TREE
  let tree = trees
  for (; tree + 7 * TREE < last; tree += 8 * TREE) {
    let a = <usize>load<u32>(tree)
    let b = <usize>load<u32>(tree, 20)
    let c = <usize>load<u32>(tree, 40)
    let d = <usize>load<u32>(tree, 60)
    let e = <usize>load<u32>(tree, 80)
    let f = <usize>load<u32>(tree, 100)
    let g = <usize>load<u32>(tree, 120)
    let h = <usize>load<u32>(tree, 140)
    for (let before: usize = 0; ; ) {
      for (let level = 0; level < LEVELS; level++) {
        a = child(a, codes)
        b = child(b, codes)
        c = child(c, codes)
        d = child(d, codes)
        e = child(e, codes)
        f = child(f, codes)
        g = child(g, codes)
        h = child(h, codes)
      }
      const now = a + b + c + d + e + f + g + h
      if (now === before) break
      before = now
    }
    addOf(tree, sums, a)
    addOf(tree + TREE, sums, b)
    addOf(tree + 2 * TREE, sums, c)
    addOf(tree + 3 * TREE, sums, d)
    addOf(tree + 4 * TREE, sums, e)
    addOf(tree + 5 * TREE, sums, f)
    addOf(tree + 6 * TREE, sums, g)
    addOf(tree + 7 * TREE, sums, h)
  }
  for (; tree < last; tree += TREE) {
    let at = <usize>load<u32>(tree)
    for (let before: usize = 0; at !== before; ) {
      before = at
      at = child(at, codes)
    }
    addOf(tree, sums, at)
  }
}

/** A node: offset of its codes in rows, its own code, address of the left child. */
@inline
function child(node: usize, codes: usize): usize {
  const given = <i32>load<i8>(codes + <usize>load<u16>(node) * ROWS)
  return <usize>load<u32>(node, 4) + <usize>(((<i32>load<i8>(node, 2) - given) >>> 31) << 3)
}

@inline
function addOf(tree: usize, sums: usize, node: usize): void {
  add(sums + <usize>load<u32>(tree, 16), valueOf(node))
}

/** Half as far from the first value as the node is from the first node. */
@inline
function valueOf(node: usize): f64 {
  return <f64>load<f32>(NODE_VALUES + (node >> 1))
}

@inline
function add(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value)
}

/** A tree: address of its root, of its splits, how many they are or -1 to walk it, address of its leaves' values, offset of its sums. */
const TREE: usize = 20
/** Levels before it is asked whether all have arrived. */
const LEVELS = 3
