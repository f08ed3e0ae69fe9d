/** Natural logarithm of the gamma function for x > 0, by Lanczos' approximation with g = 7 and nine coefficients. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const base = z + 7.5
  let sum = lanczos[0]!
  for (let term = 1; term < lanczos.length; term++) sum += lanczos[term]! / (z + term)
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum)
}

/** Natural logarithm of the number of ways to choose `taken` of `count`. */
export function binomialLog(count: number, taken: number): number {
  return logGamma(count + 1) - logGamma(taken + 1) - logGamma(count - taken + 1)
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
