/**
 * Standard normal deviation that a share of draws stays below. Acklam's rational approximation, relative error below 1.2e-9.
 *
 * @param share from one half up, below 1
 */
export function normalQuantile(share: number): number {
  if (share > centralEnd) {
    const tail = Math.sqrt(-2 * Math.log(1 - share))
    return -polynomial(tailTop, tail) / (polynomial(tailBottom, tail) * tail + 1)
  }
  const away = share - 0.5
  const square = away * away
  return (polynomial(centreTop, square) * away) / (polynomial(centreBottom, square) * square + 1)
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0)
}

const centralEnd = 0.97575
const centreTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
]
const centreBottom = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
