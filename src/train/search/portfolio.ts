import type { TrainSettings } from "../config.ts"
import type { TrainInput } from "../input.ts"
import { families } from "./families.ts"
import { logTargetFits } from "./log-target.ts"
import type { Candidate } from "./recipe.ts"

/** A candidate of the plan; without `logTarget` it learns the target that did better before it. */
export type Planned = Omit<Candidate, "logTarget"> & Partial<Pick<Candidate, "logTarget">>

/**
 * Candidates in the order they are tried, each of more use than those behind it; the budget decides how far the search gets.
 * Where logarithms of the target are worth a try, the first of each family that comes early is tried both ways.
 */
export function portfolio(input: TrainInput, settings: TrainSettings, metric: string): Planned[] {
  const wanted = families.filter(
    ({ setting, tasks, answersQuantiles }) =>
      tasks.includes(input.task) &&
      (settings.estimators === "auto"
        ? input.loss?.kind !== "quantile" || answersQuantiles
        : settings.estimators.includes(setting)),
  )
  const logs = logTargetFits(input, metric)
  const starts = wanted.flatMap((family) =>
    family.starts(input, metric).map(({ params, turn }, at) => {
      const planned = { family: family.name, params }
      if (logs !== "try") return { turn, ways: [{ ...planned, logTarget: logs === "only" }] }
      if (at > 0 || turn > lastBothWays) return { turn, ways: [planned] }
      return { turn, ways: [false, true].map((logTarget) => ({ ...planned, logTarget })) }
    }),
  )
  starts.sort((a, b) => a.turn - b.turn)
  return starts.flatMap(({ ways }) => ways).slice(0, settings.maxTrials)
}

/** Families that come behind this turn follow those that were tried both ways. */
const lastBothWays = 10
