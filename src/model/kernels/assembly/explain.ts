/** Addresses: values of a row by slot, contributions by slot, and of the nodes of the largest tree what `follow`, `goDown` and `goUp` find. */
let VALUES: usize = 0
let MOVED: usize = 0
let LEFT: usize = 0
let STANDING: usize = 0
let SHARES: usize = 0
let PRODUCTS: usize = 0
let INVERSES: usize = 0

/** Memory to explain in: slots x 4, slots x 8, and for each node of the largest tree 1, 1, 8, 32 and 32 bytes, one behind the other. */
export function openExplain(values: usize, moved: usize, nodes: usize, most: usize): void {
  VALUES = values
  MOVED = moved
  PRODUCTS = nodes
  INVERSES = nodes + 32 * most
  SHARES = nodes + 64 * most
  LEFT = nodes + 72 * most
  STANDING = nodes + 73 * most
}

/** Adds the contributions to trees, as `src/model/explain/shap-script.ts` does. A tree: its nodes, how many, its places of t, how many fours. */
export function explain(trees: usize, count: i32): void {
  const last = trees + <usize>count * TREE
  for (let tree = trees; tree < last; tree += TREE) {
    const nodes = <usize>load<u32>(tree)
    const length = <usize>load<u32>(tree, 4)
    const fours = <usize>load<u32>(tree, 8)
    const end = fours + <usize>load<u32>(tree, 12) * FOUR
    follow(nodes, length)
    for (let four = fours; four < end; four += FOUR) {
      goDown(nodes, length, four)
      goUp(nodes, length, four)
    }
  }
}

/** A node: share of its parent's rows, threshold or a leaf's value, slot x 4 + 2 of a leaf + 1 where missing goes left, parent, the one before. */
function follow(nodes: usize, count: usize): void {
  store<u8>(STANDING, ALONG)
  store<f64>(SHARES, 1)
  decide(nodes, 0)
  for (let place: usize = 1; place < count; place++) {
    const node = nodes + place * NODE
    const parent = <usize>load<u32>(node, 16)
    const before = <usize>load<u32>(node, 20)
    store<f64>(SHARES + (place << 3), load<f64>(node) * load<f64>(SHARES + (before << 3)))
    const isOff = <u32>load<u8>(LEFT + parent) ^ <u32>(place === parent + 1)
    const isGone = (<u32>load<u8>(STANDING + before) + 1) >> 1
    store<u8>(STANDING + place, <u8>((isGone << 1) | (~isGone & isOff)))
    decide(node, place)
  }
}

@inline
function decide(node: usize, place: usize): void {
  const split = load<u32>(node, 12)
  const value = load<f32>(VALUES + ((<usize>split >> 2) << 2))
  const isLeft = <u32>(value <= load<f32>(node, 8)) | (<u32>(value != value) & split)
  store<u8>(LEFT + place, <u8>(isLeft & 1))
}

function goDown(nodes: usize, count: usize, four: usize): void {
  const one = f64x2.splat(1)
  const tA = v128.load(four)
  const tB = v128.load(four, 16)
  const restA = v128.load(four, 32)
  const restB = v128.load(four, 48)
  v128.store(PRODUCTS, v128.load(four, 64))
  v128.store(PRODUCTS, v128.load(four, 80), 16)
  v128.store(INVERSES, one)
  v128.store(INVERSES, one, 16)
  for (let place: usize = 1; place < count; place++) {
    const node = nodes + place * NODE
    const at = PRODUCTS + (place << 5)
    const from = PRODUCTS + (<usize>load<u32>(node, 16) << 5)
    const stands = load<u8>(STANDING + place)
    if (stands === GONE) {
      const own = v128.load_splat<f64>(node)
      v128.store(at, f64x2.mul(v128.load(from), own))
      v128.store(at, f64x2.mul(v128.load(from, 16), own), 16)
      continue
    }
    const known = INVERSES + (<usize>load<u32>(node, 20) << 5)
    const all = v128.load_splat<f64>(SHARES + (place << 3))
    let factorA = f64x2.mul(restA, all)
    let factorB = f64x2.mul(restB, all)
    if (stands === ALONG) {
      factorA = f64x2.add(tA, factorA)
      factorB = f64x2.add(tB, factorB)
      const inverse = INVERSES + (place << 5)
      v128.store(inverse, f64x2.div(one, factorA))
      v128.store(inverse, f64x2.div(one, factorB), 16)
    }
    v128.store(at, f64x2.mul(f64x2.mul(v128.load(from), factorA), v128.load(known)))
    v128.store(at, f64x2.mul(f64x2.mul(v128.load(from, 16), factorB), v128.load(known, 16)), 16)
  }
}

function goUp(nodes: usize, count: usize, four: usize): void {
  const leavesA = v128.load(four, 96)
  const leavesB = v128.load(four, 112)
  for (let place = count - 1; place > 0; place--) {
    const node = nodes + place * NODE
    const parent = <usize>load<u32>(node, 16)
    const at = PRODUCTS + (place << 5)
    const sum = PRODUCTS + (parent << 5)
    let a = v128.load(at)
    let b = v128.load(at, 16)
    if (load<u32>(node, 12) & 2) {
      const value = f64x2.splat(<f64>load<f32>(node, 8))
      a = f64x2.mul(a, value)
      b = f64x2.mul(b, value)
    }
    // the right child comes first
    const isLast = place === parent + 1
    v128.store(sum, isLast ? f64x2.add(v128.load(sum), a) : a)
    v128.store(sum, isLast ? f64x2.add(v128.load(sum, 16), b) : b, 16)
    const stands = load<u8>(STANDING + place)
    if (stands === GONE) continue
    const before = <usize>load<u32>(node, 20)
    const known = INVERSES + (before << 5)
    const knownRest = f64x2.splat(1 - load<f64>(SHARES + (before << 3)))
    let ownA = leavesA
    let ownB = leavesB
    if (stands === ALONG) {
      const rest = f64x2.splat(1 - load<f64>(SHARES + (place << 3)))
      const inverse = INVERSES + (place << 5)
      ownA = f64x2.mul(rest, v128.load(inverse))
      ownB = f64x2.mul(rest, v128.load(inverse, 16))
    }
    a = f64x2.mul(a, f64x2.sub(ownA, f64x2.mul(knownRest, v128.load(known))))
    b = f64x2.mul(b, f64x2.sub(ownB, f64x2.mul(knownRest, v128.load(known, 16))))
    const moved =
      f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1) + f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1)
    const to = MOVED + ((<usize>load<u32>(nodes + parent * NODE, 12) >> 2) << 3)
    store<f64>(to, load<f64>(to) + moved)
  }
}

const ALONG: u8 = 0
const GONE: u8 = 2
const TREE: usize = 16
const NODE: usize = 24
const FOUR: usize = 128
