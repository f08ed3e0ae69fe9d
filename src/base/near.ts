import { distance } from "fastest-levenshtein"

/**
 * The candidate a person most likely meant, compared without case.
 *
 * @returns undefined when nothing is near enough to be a slip of the finger
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const away = distance(wanted, candidate.toLowerCase())
    if (away >= bestDistance) continue
    best = candidate
    bestDistance = away
  }
  return best
}
