/**
 * e^x from the Pade form of Moshier's Cephes library, in the very steps of `assembly/exponential.ts`, so that both paths of the
 * trainer see the same bits on every engine; within 2 units in the last place. Beyond +-708 the argument is taken to be that.
 */
export function exponential(value: number): number {
  const { odd, even, power } = partsOf(value)
  return (1 + (2 * odd) / (even - odd)) * power
}

/** 1 / (1 + e^-x), from the same parts with one division; within 3 units in the last place. */
export function logistic(value: number): number {
  const { odd, even, power } = partsOf(-value)
  const under = even - odd
  return under / (under + power * (even + odd))
}

/** e^x = power (even + odd) / (even - odd) */
function partsOf(value: number): { readonly odd: number; readonly even: number; readonly power: number } {
  const inside = Math.min(708, Math.max(-708, value))
  const whole = Math.floor(inside * perLn2 + 0.5)
  const rest = inside - whole * ln2High - whole * ln2Low
  const square = rest * rest
  const odd = rest * ((p0 * square + p1) * square + 1)
  const even = ((q0 * square + q1) * square + q2) * square + 2
  words[1] = (whole + 1023) << 20
  return { odd, even, power: double[0]! }
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)
const perLn2 = Math.LOG2E
/** ln 2 in two parts, the first with few digits so that its product with a whole number is exact. */
const ln2High = 0.693145751953125
const ln2Low = 1.4286068203094173e-6
const p0 = 1.2617719307481058e-4
const p1 = 3.0299440770744195e-2
const q0 = 3.0019850513866446e-6
const q1 = 2.524483403496841e-3
const q2 = 0.227265548208155
