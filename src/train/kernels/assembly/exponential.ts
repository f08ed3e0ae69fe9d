// exp(x) = 2^k exp(r) with exp(r) from the Pade form of Moshier's Cephes library; the same steps, hence the same bits, as
// `../exponential.ts`. Arguments beyond +-708 are taken to be that.

@inline
export function exp(value: f64): f64 {
  const inside = Math.min(708, Math.max(-708, value))
  const whole = Math.floor(inside * PER_LN2 + 0.5)
  const rest = inside - whole * LN2_HIGH - whole * LN2_LOW
  const square = rest * rest
  const odd = rest * ((P0 * square + P1) * square + 1)
  const even = ((Q0 * square + Q1) * square + Q2) * square + 2
  const fraction = 1 + (2 * odd) / (even - odd)
  return fraction * reinterpret<f64>((<i64>whole + 1023) << 52)
}

/** Two at once. */
@inline
export function exp2Lanes(value: v128): v128 {
  const inside = v128.min<f64>(v128.splat<f64>(708), v128.max<f64>(v128.splat<f64>(-708), value))
  const whole = v128.floor<f64>(v128.add<f64>(v128.mul<f64>(inside, v128.splat<f64>(PER_LN2)), v128.splat<f64>(0.5)))
  const rest = v128.sub<f64>(
    v128.sub<f64>(inside, v128.mul<f64>(whole, v128.splat<f64>(LN2_HIGH))),
    v128.mul<f64>(whole, v128.splat<f64>(LN2_LOW)),
  )
  const square = v128.mul<f64>(rest, rest)
  const one = v128.splat<f64>(1)
  const p = v128.add<f64>(v128.mul<f64>(v128.splat<f64>(P0), square), v128.splat<f64>(P1))
  const odd = v128.mul<f64>(rest, v128.add<f64>(v128.mul<f64>(p, square), one))
  const q = v128.add<f64>(v128.mul<f64>(v128.splat<f64>(Q0), square), v128.splat<f64>(Q1))
  const r = v128.add<f64>(v128.mul<f64>(q, square), v128.splat<f64>(Q2))
  const even = v128.add<f64>(v128.mul<f64>(r, square), v128.splat<f64>(2))
  const fraction = v128.add<f64>(one, v128.div<f64>(v128.mul<f64>(v128.splat<f64>(2), odd), v128.sub<f64>(even, odd)))
  const exponent = v128.trunc_sat_zero<i32>(whole)
  const wide = v128.add<i64>(v128.extend_low<i32>(exponent), v128.splat<i64>(1023))
  return v128.mul<f64>(fraction, v128.shl<i64>(wide, 52))
}

const PER_LN2: f64 = 1.4426950408889634
/** ln 2 in two parts, the first with few digits so that its product with a whole number is exact. */
const LN2_HIGH: f64 = 0.693145751953125
const LN2_LOW: f64 = 1.4286068203094173e-6
const P0: f64 = 1.2617719307481058e-4
const P1: f64 = 3.0299440770744195e-2
const Q0: f64 = 3.0019850513866446e-6
const Q1: f64 = 2.524483403496841e-3
const Q2: f64 = 0.227265548208155
