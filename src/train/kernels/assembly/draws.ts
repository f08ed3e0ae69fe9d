/** 32 bits that look random, of a counter: the finaliser of MurmurHash3. The same as in `../draws.ts`. */
@inline
export function scrambled(counter: u32): u32 {
  let bits = counter * 0x9e3779b1
  bits = (bits ^ (bits >>> 16)) * 0x85ebca6b
  bits = (bits ^ (bits >>> 13)) * 0xc2b2ae35
  return bits ^ (bits >>> 16)
}

/** The draw at a place of the sequence that a seed names. */
@inline
export function drawn(seed: u32, place: u32): u32 {
  return scrambled(seed ^ scrambled(place))
}

/** A draw in [0, limit). */
@inline
export function drawnBelow(seed: u32, place: u32, limit: i32): i32 {
  return <i32>(<f64>drawn(seed, place) * <f64>limit * 2.3283064365386963e-10)
}
