/**
 * Values of features to codes: how many of the feature's thresholds are smaller, less 128. A search: where its values are and where its
 * thresholds start, their number, where the codes go by which a missing value goes right and those by which it goes left (0: nowhere).
 */
export function encode(searches: usize, count: i32, rows: i32): void {
  const last = searches + <usize>count * SEARCH
  for (let search = searches; search < last; search += SEARCH) {
    const values = <usize>load<u32>(search)
    const thresholds = <usize>load<u32>(search, 4)
    const length = load<u32>(search, 8)
    const right = load<u32>(search, 12)
    const left = load<u32>(search, 16)
    for (let row: usize = 0; row < <usize>rows; row++) {
      const value = load<f32>(values + (row << 2))
      const isMissing = value != value
      const code = smaller(thresholds, length, value) - 128
      if (right) store<i8>(<usize>right + row, <i8>select<i32>(127, code, isMissing))
      if (left) store<i8>(<usize>left + row, <i8>select<i32>(-128, code, isMissing))
    }
  }
}

/** Halves the range without a branch, which a processor would guess wrong every other time. */
@inline
function smaller(thresholds: usize, count: u32, value: f32): i32 {
  let from = thresholds
  for (let length = count; length > 1; ) {
    const half = length >> 1
    const middle = from + (<usize>half << 2)
    from = select(middle, from, load<f32>(middle - 4) < value)
    length -= half
  }
  return (<i32>(from - thresholds) >> 2) + <i32>(load<f32>(from) < value)
}

const SEARCH: usize = 20
