/**
 * More rows to learn from carry a few more rounds: as many more as the root of how many times the rows there are.
 *
 * @param times rows of the fit over those the rounds were counted on
 */
export const roundsFor = (rounds: number, times: number): number => Math.max(1, Math.round(rounds * Math.sqrt(times)))
