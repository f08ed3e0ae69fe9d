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

/** 1 / (1 + e^-x) of two at once, from the same parts with one division. */
@inline
export function logistic2(value: v128): v128 {
  const inside = f64x2.pmin(f64x2.splat(708), f64x2.pmax(f64x2.splat(-708), f64x2.neg(value)))
  const whole = f64x2.floor(f64x2.add(f64x2.mul(inside, f64x2.splat(PER_LN2)), f64x2.splat(0.5)))
  const rest = f64x2.sub(
    f64x2.sub(inside, f64x2.mul(whole, f64x2.splat(LN2_HIGH))),
    f64x2.mul(whole, f64x2.splat(LN2_LOW)),
  )
  const square = f64x2.mul(rest, rest)
  const p = f64x2.add(f64x2.mul(f64x2.splat(P0), square), f64x2.splat(P1))
  const odd = f64x2.mul(rest, f64x2.add(f64x2.mul(p, square), f64x2.splat(1)))
  const q = f64x2.add(f64x2.mul(f64x2.splat(Q0), square), f64x2.splat(Q1))
  const r = f64x2.add(f64x2.mul(q, square), f64x2.splat(Q2))
  const even = f64x2.add(f64x2.mul(r, square), f64x2.splat(2))
  const exponent = v128.trunc_sat_zero<i32>(whole)
  const wide = i64x2.add(v128.extend_low<i32>(exponent), i64x2.splat(1023))
  const under = f64x2.sub(even, odd)
  return f64x2.div(under, f64x2.add(under, f64x2.mul(i64x2.shl(wide, 52), f64x2.add(even, odd))))
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
