import { exp, logistic2 } from "./exponential"
import { address, integer, number } from "./job"
import { lanes, pulls, results } from "./space"

@inline
function rowAt(rows: usize, at: i32): usize {
  return <usize>load<u32>(rows + (<usize>at << 2))
}

@inline
function store2(row: usize, gradient: f64, hessian: f64): void {
  store<f64>(pulls() + (row << 4), gradient)
  store<f64>(pulls() + (row << 4), hessian, 8)
}

export function squared(from: i32, to: i32): void {
  const rows = address(0)
  const scores = address(1)
  const target = address(2)
  const base = number(0)
  const out = pulls()
  for (let at = from; at < to; at++) {
    const place = rowAt(rows, at) << 3
    store<f64>(out + place, load<f64>(scores + place) + base - load<f64>(target + place))
  }
}

export function logistic(from: i32, to: i32): void {
  const rows = address(0)
  const scores = address(1)
  const target = address(2)
  const base = v128.splat<f64>(number(0))
  const one = v128.splat<f64>(1)
  const out = pulls()
  for (let at = from; at < to; at += 2) {
    const first = rowAt(rows, at)
    const second = at + 1 < to ? rowAt(rows, at + 1) : first
    const score = v128.add<f64>(both(scores, first, second), base)
    const share = logistic2(score)
    const gradient = v128.sub<f64>(share, both(target, first, second))
    const hessian = v128.mul<f64>(share, v128.sub<f64>(one, share))
    v128.store(out + (first << 4), v128.shuffle<i64>(gradient, hessian, 0, 2))
    v128.store(out + (second << 4), v128.shuffle<i64>(gradient, hessian, 1, 3))
  }
}

@inline
function both(values: usize, first: usize, second: usize): v128 {
  return v128.replace_lane<f64>(v128.splat<f64>(load<f64>(values + (first << 3))), 1, load<f64>(values + (second << 3)))
}

/** Probabilities all outputs of a round start from. */
export function shares(from: i32, to: i32): void {
  const rows = address(0)
  const scores = address(1)
  const out = address(2)
  const bases = address(3)
  const outputs = integer(4)
  const pitch = address(5)
  for (let at = from; at < to; at++) {
    const place = rowAt(rows, at) << 3
    let largest = -Infinity
    for (let output = 0; output < outputs; output++) {
      const score = load<f64>(scores + <usize>output * pitch + place) + load<f64>(bases + (<usize>output << 3))
      store<f64>(out + <usize>output * pitch + place, score)
      if (score > largest) largest = score
    }
    let total: f64 = 0
    for (let output = 0; output < outputs; output++) {
      const own = out + <usize>output * pitch + place
      const power = exp(load<f64>(own) - largest)
      store<f64>(own, power)
      total += power
    }
    for (let output = 0; output < outputs; output++) {
      const own = out + <usize>output * pitch + place
      store<f64>(own, load<f64>(own) / total)
    }
  }
}

export function softmax(from: i32, to: i32): void {
  const rows = address(0)
  const own = address(1)
  const target = address(2)
  const output = <f64>integer(3)
  const scale = number(0)
  for (let at = from; at < to; at++) {
    const row = rowAt(rows, at)
    const share = load<f64>(own + (row << 3))
    store2(row, load<f64>(target + (row << 3)) === output ? share - 1 : share, scale * share * (1 - share))
  }
}

/** Sums of absolute gradients, of hessians and of repeats of one share of the rows. */
export function measure(task: i32, from: i32, to: i32): void {
  const rows = address(0)
  const repeats = address(1)
  const source = pulls()
  const two = lanes() === 2
  const shift: usize = two ? 4 : 3
  let total: f64 = 0
  let hessians: f64 = 0
  let count: f64 = 0
  for (let at = from; at < to; at++) {
    const row = rowAt(rows, at)
    const times: f64 = repeats === 0 ? 1 : <f64>load<u8>(repeats + row)
    total += times * Math.abs(load<f64>(source + (row << shift)))
    count += times
    if (two) hessians += times * load<f64>(source + (row << shift), 8)
  }
  const record = results() + <usize>task * 24
  store<f64>(record, total)
  store<f64>(record, count, 8)
  store<f64>(record, hessians, 16)
}

/** Turn gradients and hessians into whole steps, a row's count packed in front of its gradient, and sum both. */
export function pack(task: i32, from: i32, to: i32): void {
  const rows = address(0)
  const repeats = address(1)
  const unit = number(0)
  const perGradient = number(1)
  const perHessian = number(2)
  const source = pulls()
  let sum: f64 = 0
  let hessians: f64 = 0
  if (lanes() === 1) {
    for (let at = from; at < to; at++) {
      const row = rowAt(rows, at)
      const place = source + (row << 3)
      const times: f64 = repeats === 0 ? 1 : <f64>load<u8>(repeats + row)
      const packed = times * (unit + Math.floor(load<f64>(place) * perGradient + 0.5))
      store<f64>(place, packed)
      sum += packed
    }
  } else {
    for (let at = from; at < to; at++) {
      const row = rowAt(rows, at)
      const place = source + (row << 4)
      const times: f64 = repeats === 0 ? 1 : <f64>load<u8>(repeats + row)
      const packed = times * (unit + Math.floor(load<f64>(place) * perGradient + 0.5))
      const hessian = times * Math.floor(load<f64>(place, 8) * perHessian + 0.5)
      store<f64>(place, packed)
      store<f64>(place, hessian, 8)
      sum += packed
      hessians += hessian
    }
  }
  const record = results() + <usize>task * 24
  store<f64>(record, sum)
  store<f64>(record, hessians, 8)
}
