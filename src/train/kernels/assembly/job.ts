/** What is known of the running job besides its kind. */
export const TASKS: usize = 196
const INTEGERS: usize = 200
export const NUMBERS: usize = 320

@inline
export function integer(position: usize): i32 {
  return load<i32>(INTEGERS + (position << 2))
}
@inline
export function address(position: usize): usize {
  return load<u32>(INTEGERS + (position << 2))
}
@inline
export function number(position: usize): f64 {
  return load<f64>(NUMBERS + (position << 3))
}

/** First unit of a task's share of `total` units. */
@inline
export function share(task: i32, total: i32): i32 {
  return <i32>((<i64>task * <i64>total) / <i64>load<i32>(TASKS))
}
