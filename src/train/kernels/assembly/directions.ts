/** Address in the workspace's block of the directions of features; 0 when there are none. */
const DIRECTIONS: usize = 512 + 24
/** And of those that are not to be cut. */
const CODES: usize = 512 + 28

@inline
export function isCoded(feature: usize): bool {
  const codes = <usize>load<u32>(CODES)
  return codes !== 0 && load<i32>(codes + (feature << 2)) === 1
}

/** 1 for a feature whose answers must rise with it, -1 for one whose answers must fall, 0 for the others. */
@inline
export function directionOf(feature: usize): i32 {
  return load<i32>(<usize>load<u32>(DIRECTIONS) + (feature << 2))
}
@inline
export function isBound(): bool {
  return load<u32>(DIRECTIONS) !== 0
}
