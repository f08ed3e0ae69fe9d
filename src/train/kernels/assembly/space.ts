/** The workspace in use. */
const SPACE: usize = 512

@inline
export function lanes(): i32 {
  return load<i32>(SPACE)
}
/** Address of each binned column. */
@inline
export function columnOf(feature: usize): usize {
  return load<u32>(<usize>load<u32>(SPACE + 4) + (feature << 2))
}
/** Where each feature's bins start in a histogram, in bins. */
@inline
export function startOf(feature: usize): usize {
  return load<u32>(<usize>load<u32>(SPACE + 8) + (feature << 2))
}
@inline
export function pulls(): usize {
  return load<u32>(SPACE + 12)
}
@inline
export function ordered(): usize {
  return load<u32>(SPACE + 16)
}
/** One record a task. */
@inline
export function results(): usize {
  return load<u32>(SPACE + 20)
}
