import { address, integer } from "./job"
import { columnOf, lanes, ordered, pulls, startOf } from "./space"

/** Bring the numbers of the listed rows into the list's order; one share of the rows. */
export function gather(from: i32, to: i32): void {
  const rows = address(0)
  const source = pulls()
  const target = ordered()
  if (lanes() === 1) {
    for (let at = from; at < to; at++) {
      const row = <usize>load<u32>(rows + (<usize>at << 2))
      store<f64>(target + (<usize>at << 3), load<f64>(source + (row << 3)))
    }
    return
  }
  for (let at = from; at < to; at++) {
    const row = <usize>load<u32>(rows + (<usize>at << 2))
    v128.store(target + (<usize>at << 4), v128.load(source + (row << 4)))
  }
}

/** Sum the listed rows into the bins of up to four features, from zero. */
export function build(features: usize, count: i32, slot: usize): void {
  const shift: usize = lanes() === 1 ? 3 : 4
  for (let position = 0; position < count; position++) {
    const feature = <usize>load<u32>(features + (<usize>position << 2))
    const start = startOf(feature)
    memory.fill(slot + (start << shift), 0, (startOf(feature + 1) - start) << shift)
  }
  const identity = (integer(2) & 16) !== 0
  if (shift === 3) identity ? addPacked(features, count, slot, true) : addPacked(features, count, slot, false)
  else identity ? addPairs(features, count, slot, true) : addPairs(features, count, slot, false)
}

/** `larger` := `larger` - `smaller`, bin by bin. */
export function subtract(feature: usize, larger: usize, smaller: usize): void {
  const shift: usize = lanes() === 1 ? 3 : 4
  const from = startOf(feature) << shift
  const to = startOf(feature + 1) << shift
  let at = from
  for (; at + 16 <= to; at += 16) {
    v128.store(larger + at, v128.sub<f64>(v128.load(larger + at), v128.load(smaller + at)))
  }
  for (; at < to; at += 8) store<f64>(larger + at, load<f64>(larger + at) - load<f64>(smaller + at))
}

@inline
function binsOf(features: usize, position: usize): usize {
  return columnOf(<usize>load<u32>(features + (position << 2)))
}

@inline
function placeOf(features: usize, position: usize, slot: usize, shift: usize): usize {
  return slot + (startOf(<usize>load<u32>(features + (position << 2))) << shift)
}

@inline
function addOne(place: usize, value: f64): void {
  store<f64>(place, load<f64>(place) + value)
}

@inline
function addPair(place: usize, value: v128): void {
  v128.store(place, v128.add<f64>(v128.load(place), value))
}

@inline
function addPacked(features: usize, count: i32, slot: usize, identity: bool): void {
  const rows = address(5)
  const total = integer(6)
  const values = identity ? pulls() : ordered()
  const b0 = binsOf(features, 0)
  const h0 = placeOf(features, 0, slot, 3)
  if (count === 4) {
    const b1 = binsOf(features, 1)
    const b2 = binsOf(features, 2)
    const b3 = binsOf(features, 3)
    const h1 = placeOf(features, 1, slot, 3)
    const h2 = placeOf(features, 2, slot, 3)
    const h3 = placeOf(features, 3, slot, 3)
    for (let at = 0; at < total; at++) {
      const row = identity ? <usize>at : <usize>load<u32>(rows + (<usize>at << 2))
      const value = load<f64>(values + (<usize>at << 3))
      const p0 = h0 + (<usize>load<u8>(b0 + row) << 3)
      const p1 = h1 + (<usize>load<u8>(b1 + row) << 3)
      const p2 = h2 + (<usize>load<u8>(b2 + row) << 3)
      const p3 = h3 + (<usize>load<u8>(b3 + row) << 3)
      addOne(p0, value)
      addOne(p1, value)
      addOne(p2, value)
      addOne(p3, value)
    }
    return
  }
  if (count >= 2) {
    const b1 = binsOf(features, 1)
    const h1 = placeOf(features, 1, slot, 3)
    for (let at = 0; at < total; at++) {
      const row = identity ? <usize>at : <usize>load<u32>(rows + (<usize>at << 2))
      const value = load<f64>(values + (<usize>at << 3))
      const p0 = h0 + (<usize>load<u8>(b0 + row) << 3)
      const p1 = h1 + (<usize>load<u8>(b1 + row) << 3)
      addOne(p0, value)
      addOne(p1, value)
    }
  }
  if (count === 2) return
  const last = <usize>(count - 1)
  const bins = binsOf(features, last)
  const place = placeOf(features, last, slot, 3)
  for (let at = 0; at < total; at++) {
    const row = identity ? <usize>at : <usize>load<u32>(rows + (<usize>at << 2))
    addOne(place + (<usize>load<u8>(bins + row) << 3), load<f64>(values + (<usize>at << 3)))
  }
}

@inline
function addPairs(features: usize, count: i32, slot: usize, identity: bool): void {
  const rows = address(5)
  const total = integer(6)
  const values = identity ? pulls() : ordered()
  const b0 = binsOf(features, 0)
  const h0 = placeOf(features, 0, slot, 4)
  if (count === 4) {
    const b1 = binsOf(features, 1)
    const b2 = binsOf(features, 2)
    const b3 = binsOf(features, 3)
    const h1 = placeOf(features, 1, slot, 4)
    const h2 = placeOf(features, 2, slot, 4)
    const h3 = placeOf(features, 3, slot, 4)
    for (let at = 0; at < total; at++) {
      const row = identity ? <usize>at : <usize>load<u32>(rows + (<usize>at << 2))
      const value = v128.load(values + (<usize>at << 4))
      const p0 = h0 + (<usize>load<u8>(b0 + row) << 4)
      const p1 = h1 + (<usize>load<u8>(b1 + row) << 4)
      const p2 = h2 + (<usize>load<u8>(b2 + row) << 4)
      const p3 = h3 + (<usize>load<u8>(b3 + row) << 4)
      addPair(p0, value)
      addPair(p1, value)
      addPair(p2, value)
      addPair(p3, value)
    }
    return
  }
  if (count >= 2) {
    const b1 = binsOf(features, 1)
    const h1 = placeOf(features, 1, slot, 4)
    for (let at = 0; at < total; at++) {
      const row = identity ? <usize>at : <usize>load<u32>(rows + (<usize>at << 2))
      const value = v128.load(values + (<usize>at << 4))
      const p0 = h0 + (<usize>load<u8>(b0 + row) << 4)
      const p1 = h1 + (<usize>load<u8>(b1 + row) << 4)
      addPair(p0, value)
      addPair(p1, value)
    }
  }
  if (count === 2) return
  const last = <usize>(count - 1)
  const bins = binsOf(features, last)
  const place = placeOf(features, last, slot, 4)
  for (let at = 0; at < total; at++) {
    const row = identity ? <usize>at : <usize>load<u32>(rows + (<usize>at << 2))
    addPair(place + (<usize>load<u8>(bins + row) << 4), v128.load(values + (<usize>at << 4)))
  }
}
