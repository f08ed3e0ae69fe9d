/**
 * 32 bits that look random, of a counter: the finaliser of MurmurHash3, several times faster than a stream of random numbers. The
 * same as in `assembly/draws.ts`.
 */
export function scrambled(counter: number): number {
  let bits = Math.imul(counter, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** The draw at a place of the sequence that a seed names, in [0, limit): no draw depends on which were made before it. */
export function drawnBelow(seed: number, place: number, limit: number): number {
  return Math.floor(scrambled(seed ^ scrambled(place)) * limit * 2 ** -32)
}

/** Names the draws of one node of a tree, whichever node was grown before it: no two nodes of one depth start at the same place. */
export function nodeSeed(tree: number, { start, depth }: { readonly start: number; readonly depth: number }): number {
  return scrambled(scrambled(~tree) ^ scrambled((start << 6) + depth))
}

/**
 * A set of `wanted` of so many features, ascending, by Floyd's algorithm (Bentley and Floyd 1987); of those left out where they are
 * fewer. Uses the places below `count`.
 */
export function drawFeatures(
  seed: number,
  { count, wanted }: { readonly count: number; readonly wanted: number },
): Int32Array {
  const inverted = 2 * wanted > count
  const marked = new Uint8Array(count)
  for (let last = count - (inverted ? count - wanted : wanted); last < count; last++) {
    const other = drawnBelow(seed, last, last + 1)
    marked[marked[other] === 0 ? other : last] = 1
  }
  const drawn = new Int32Array(wanted)
  let at = 0
  for (let feature = 0; feature < count; feature++) {
    if ((marked[feature] === 1) !== inverted) drawn[at++] = feature
  }
  return drawn
}
