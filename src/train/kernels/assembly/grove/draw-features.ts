import { drawnBelow } from "../draws"
import { drawnFeatures } from "./bench"
import { ground } from "./ground"

/**
 * List the features a node looks at, ascending: a set of `perNode` of all, by Floyd's algorithm, or of those left out where they are
 * fewer. The same as `drawFeatures` in `../../draws.ts`.
 */
export function drawFeatures(seed: u32): void {
  const features = ground.features
  const perNode = ground.perNode
  const out = drawnFeatures()
  const marks = out + ((<usize>features) << 2)
  const inverted = perNode * 2 > features
  const wanted = inverted ? features - perNode : perNode
  memory.fill(marks, 0, <usize>features)
  for (let last = features - wanted; last < features; last++) {
    const other = drawnBelow(seed, last, last + 1)
    store<u8>(marks + <usize>(load<u8>(marks + <usize>other) === 0 ? other : last), 1)
  }
  const sought = <u8>!inverted
  let at = out
  for (let feature = 0; feature < features; feature++) {
    if (load<u8>(marks + <usize>feature) !== sought) continue
    store<i32>(at, feature)
    at += 4
  }
}
