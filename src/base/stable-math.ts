/**
 * Exponential and logarithm by additions, multiplications and divisions alone, whose bits the standard fixes. `Math.exp` and its kin
 * differ in the last bit between engines and their versions; a model must answer the same in all of them. Errors are about one unit
 * in the last place.
 */

/** e to the power of `value`; infinite above 709.78, 0 far below. */
export function stableExp(value: number): number {
  if (Number.isNaN(value)) return value
  if (value > LARGEST) return Number.POSITIVE_INFINITY
  if (value < SMALLEST) return 0
  // value = power ln 2 + rest, |rest| <= ln 2 / 2
  const power = Math.round(value / LN2)
  const rest = value - power * LN2_HIGH - power * LN2_LOW
  return scaled(1 + seriesLessOne(rest), power)
}

/** e to the power of `value`, less 1, also exact where `value` is next to nothing. */
export function stableExpm1(value: number): number {
  return Math.abs(value) < 0.5 ? seriesLessOne(value) : stableExp(value) - 1
}

/** Natural logarithm; NaN below 0, minus infinity at 0. */
export function stableLog(value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    return value === 0 ? Number.NEGATIVE_INFINITY : value > 0 ? value : Number.NaN
  // value = fraction x 2^power, fraction next to 1; the logarithm of the fraction is 2 artanh(ratio)
  double[0] = value < SMALLEST_NORMAL ? value * 2 ** 54 : value
  const high = words[1]!
  const above = (high & 0xfffff) > SQUARE_ROOT_OF_2_WORD ? 1 : 0
  const power = (high >>> 20) - 1023 + above - (value < SMALLEST_NORMAL ? 54 : 0)
  words[1] = (high & 0xfffff) | ((1023 - above) << 20)
  const away = double[0]! - 1
  const ratio = away / (2 + away)
  const square = ratio * ratio
  let sum = 0
  for (let odd = 23; odd >= 3; odd -= 2) sum = (sum + 1 / odd) * square
  // 2 ratio = away - ratio x away, which loses nothing where away is small
  return power * LN2_HIGH + (away - ratio * (away - 2 * sum) + power * LN2_LOW)
}

/** Taylor series of e^rest - 1; |rest| <= 0.5. */
function seriesLessOne(rest: number): number {
  let sum = 1
  for (let term = 17; term >= 2; term--) sum = 1 + (rest / term) * sum
  return rest * sum
}

/** `value` x 2^power, without an infinite or vanishing factor on the way. */
function scaled(value: number, power: number): number {
  if (power > 1000) return value * twoTo(1000) * twoTo(power - 1000)
  return power < -1000 ? value * twoTo(power + 1000) * twoTo(-1000) : value * twoTo(power)
}

function twoTo(power: number): number {
  words[0] = 0
  words[1] = (power + 1023) << 20
  return double[0]!
}

const double = new Float64Array(1)
/** The same bytes, the low word first: numbers lie so on every machine this runs on. */
const words = new Uint32Array(double.buffer)

const LN2 = Math.LN2
/** The first 32 bits of ln 2, so that a whole multiple of it is exact, and the rest. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const LARGEST = 709.782712893384
const SMALLEST = -745.1332191019412
const SMALLEST_NORMAL = 2.2250738585072014e-308
const SQUARE_ROOT_OF_2_WORD = 0x6a09e
