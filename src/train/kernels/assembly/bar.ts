/**
 * What a cut must reach to be worth computing exactly, told by multiplications instead of divisions. With l and L the gradient and the
 * shrunk hessian of the left side, G and T those of both,
 *
 *     l^2 / L + (G - l)^2 / (T - L) = G^2 / T + (l - L G / T)^2 T / (L (T - L))
 *
 * so that a better score than the best has (l - L G / T)^2 > bar L (T - L). The bar lies below by far more than roundings may change.
 *
 * @param alone G^2 / T
 */
@inline
export function barOf(best: f64, alone: f64, under: f64): f64 {
  return ((best - alone - SLACK * best) * (1 - SLACK)) / under
}

const SLACK: f64 = 1e-7
