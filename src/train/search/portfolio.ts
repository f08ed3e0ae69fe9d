import type { TrainSettings } from "../config.ts"
import type { TrainInput } from "../input.ts"
import { families } from "./families.ts"
import type { EstimatorFamily } from "./family.ts"
import { logTargetFits } from "./log-target.ts"
import type { Candidate } from "./recipe.ts"
import type { Session } from "./session.ts"

/** A candidate of the plan; without `logTarget` it learns the target that did better before it. */
export type Planned = Omit<Candidate, "logTarget"> &
  Partial<Pick<Candidate, "logTarget">> & {
    /** Nominal seconds it will take in full, where that is known. */
    readonly seconds?: number
  }

export interface Portfolio {
  /** Tried in full whatever follows; they say what a trial costs. */
  readonly opening: readonly Planned[]
  /** Openings once more, on the other target. */
  readonly otherWay: readonly Planned[]
  readonly others: readonly Planned[]
}

/**
 * Candidates in the order they are tried, each of more use than those behind it; the budget decides how far the search gets.
 * Where logarithms of the target are worth a try, the first of each family that comes early is tried both ways.
 */
export function portfolio({ input, settings, limits, effects }: Session): Portfolio {
  const metric = effects.score.name
  const logs = logTargetFits(input, metric)
  const starts = wantedFamilies(input, settings).flatMap((family) =>
    family
      .starts(input, metric)
      .map(({ params, turn }, at) => ({ family: family.name, params, turn, first: at === 0 })),
  )
  starts.sort((a, b) => a.turn - b.turn)
  const early = starts.filter(({ turn, first }) => first && turn <= lastOpening)
  const late = starts.filter((start) => !early.includes(start))
  const both = logs === "try" ? early : []
  const free = both.filter(({ turn }) => turn === 0).map(planned(true))
  const opening = [...early.map(planned(logs === "only")), ...free].slice(0, limits.trials)
  const otherWay = both.filter(({ turn }) => turn > 0).map(planned(true))
  return {
    opening,
    otherWay: otherWay.slice(0, limits.trials - opening.length),
    others: late.map(planned(logs === "try" ? undefined : logs === "only")),
  }
}

function planned(logTarget: boolean | undefined): (start: Omit<Candidate, "logTarget">) => Planned {
  return ({ family, params }) => ({ family, params, ...(logTarget === undefined ? {} : { logTarget }) })
}

/** Families the settings ask for that serve the input. */
export function wantedFamilies(input: TrainInput, settings: TrainSettings): readonly EstimatorFamily[] {
  return familiesAsked(input, settings).filter((family) => whyUnfit(family, input, settings) === undefined)
}

/** Families that were asked for and cannot do what the settings want, with the reason in words. */
export function leftOut(input: TrainInput, settings: TrainSettings): readonly string[] {
  return familiesAsked(input, settings).flatMap((family) => {
    const reason = whyUnfit(family, input, settings)
    return reason === undefined ? [] : [`${family.name} is left out: ${reason}`]
  })
}

function familiesAsked(input: TrainInput, { estimators, storeRows }: TrainSettings): readonly EstimatorFamily[] {
  return families.filter(({ setting, tasks, storesRows, worthTrying, goesOn = false }) => {
    if (goesOn !== (input.start !== undefined)) return false
    const unasked = (storeRows || !storesRows) && (worthTrying?.(input) ?? true)
    return tasks.includes(input.task) && (estimators === "auto" ? unasked : estimators.includes(setting))
  })
}

function whyUnfit(
  { answersQuantiles, weighs, keepsDirections, storesRows }: EstimatorFamily,
  input: TrainInput,
  { storeRows }: TrainSettings,
): string | undefined {
  if (input.loss?.kind === "quantile" && !answersQuantiles) return "it answers no quantile"
  if (input.weights !== undefined && !weighs) return "it cannot weigh rows"
  if (input.directions !== undefined && !keepsDirections) return "it cannot keep train.monotone"
  if (storesRows && !storeRows) return "it stores training rows in the model, which train.storeRows does not allow"
  return undefined
}

/** Candidates of later turns follow those that were tried both ways; those of turn 0 cost next to nothing. */
const lastOpening = 10
