import { roundsFor } from "./boosting-parts.ts"
import { familyNamed } from "./families.ts"
import type { Chosen } from "./fit-members.ts"

/** Boosting learns as many more rounds as the rows it is now given carry. */
export function withRounds(chosen: Chosen, times: number): Chosen {
  const members = chosen.members.map(({ tried, weight }) => {
    const { recipe } = tried.attempt
    const rounds =
      familyNamed(recipe.family).roundsGrow === true ? roundsFor(recipe.rounds, Math.max(1, times)) : recipe.rounds
    return { weight, tried: { ...tried, attempt: { ...tried.attempt, recipe: { ...recipe, rounds } } } }
  })
  return { ...chosen, members }
}
