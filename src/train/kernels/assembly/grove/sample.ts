import { drawnBelow } from "../draws"
import { ground, plot } from "./ground"

/** The sums of the rows that the tree is grown on. */
export let rootRows: i32 = 0
export let rootCount: i32 = 0
export let rootGradient: f64 = 0
/** What one row's count adds to a packed number, and the gradient of one step. */
export let unit: f64 = 0
export let gradientStep: f64 = 0

/**
 * Draw the rows, list them ascending, and write their packed numbers: the steps of `drawBootstrap` and `packGradients` in
 * `../../../trees`.
 *
 * @returns whether there is a gradient to follow
 */
export function sample(): bool {
  if (ground.isExtra) takeAll()
  else bootstrap()
  const absolute = fill()
  if (!(absolute > SMALLEST)) return false
  unit = reinterpret<f64>((<u64>(1023 + 52 - (32 - clz(rootCount)))) << 52)
  const perGradient = powerBelow((unit / 2 - <f64>rootCount) / absolute)
  gradientStep = 1 / perGradient
  let sum: f64 = 0
  const repeats = plot.repeats
  const pulls = plot.pulls
  const lists = plot.lists
  for (let at = 0; at < rootRows; at++) {
    const row = <usize>load<u32>(lists + ((<usize>at) << 2))
    const place = pulls + (row << 3)
    const packed = <f64>load<u8>(repeats + row) * (unit + Math.floor(load<f64>(place) * perGradient + 0.5))
    store<f64>(place, packed)
    sum += packed
  }
  rootGradient = sum - <f64>rootCount * unit
  return true
}

function takeAll(): void {
  memory.copy(plot.lists, plot.train, (<usize>plot.trained) << 2)
  memory.fill(plot.repeats, 1, <usize>ground.rows)
  rootRows = plot.trained
  rootCount = plot.trained
}

function bootstrap(): void {
  const repeats = plot.repeats
  const train = plot.train
  const trained = plot.trained
  const lists = plot.lists
  const seed = plot.seed
  memory.fill(repeats, 0, <usize>ground.rows)
  for (let draw = 0; draw < trained; draw++) {
    const place = repeats + <usize>load<u32>(train + ((<usize>drawnBelow(seed, draw, trained)) << 2))
    const times = load<u8>(place)
    store<u8>(place, times + <u8>(times < 255))
  }
  rootRows = 0
  rootCount = 0
  for (let at = 0; at < trained; at++) {
    const row = load<u32>(train + ((<usize>at) << 2))
    const times = load<u8>(repeats + <usize>row)
    store<u32>(lists + ((<usize>rootRows) << 2), row)
    rootRows += <i32>(times > 0)
    rootCount += <i32>times
  }
}

/** Write the gradients; their absolute values are summed in shares of the rows, as everywhere. */
function fill(): f64 {
  const repeats = plot.repeats
  const lists = plot.lists
  const target = plot.target
  const pulls = plot.pulls
  const centre = plot.centre
  const classes = ground.classes
  const numbers = plot.numbers
  let total: f64 = 0
  const tasks = (rootRows + SHARED_ROWS - 1) / SHARED_ROWS
  for (let task = 0; task < tasks; task++) {
    let absolute: f64 = 0
    const to = <i32>((<i64>(task + 1) * <i64>rootRows) / <i64>tasks)
    for (let at = <i32>((<i64>task * <i64>rootRows) / <i64>tasks); at < to; at++) {
      const row = <usize>load<u32>(lists + ((<usize>at) << 2))
      const truth = load<f64>(target + (row << 3))
      const pull = classes === 0 ? centre - truth : -load<f64>(numbers + ((<usize>truth) << 3))
      store<f64>(pulls + (row << 3), pull)
      absolute += <f64>load<u8>(repeats + row) * Math.abs(pull)
    }
    total += absolute
  }
  return total
}

/** Largest power of two not above `value`. */
@inline
function powerBelow(value: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) & 0x7ff0000000000000)
}

const SMALLEST: f64 = 1e-290
/** As `sharedRows` in `../../kernels.ts`. */
const SHARED_ROWS: i32 = 16_384
