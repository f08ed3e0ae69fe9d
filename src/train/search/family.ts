import type { z } from "zod"
import type { Estimator } from "../../model/index.ts"
import type { Task } from "../../schema/index.ts"
import type { TrainInput } from "../input.ts"
import type { Allowance } from "./allowance.ts"
import { fromLogarithms, targetOf } from "./log-target.ts"
import type { Attempt, Candidate, Recipe } from "./recipe.ts"
import type { Session } from "./session.ts"
import type { Params, Space } from "./space.ts"

/** A kind of estimator the search can choose: all it has to know of it, in one value. `P` are its parameters. */
export interface FamilySpec<P> {
  /** In trials and recipes, such as `ridge`. */
  readonly name: string
  /** The value of `train.estimators` that asks for it. */
  readonly setting: string
  readonly tasks: readonly Task[]
  /** It can answer a quantile; another family is left out where one is wanted. */
  readonly answersQuantiles?: true
  /** It counts rows by `Session.fitWeights`; another family is left out where rows differ in weight. */
  readonly weighs?: true
  /** It keeps `TrainInput.directions`; another family is left out where there are any. */
  readonly keepsDirections?: true
  /** It goes on from `TrainInput.start`, and is tried where there is one; another family is not. */
  readonly goesOn?: true
  /** The more rows, the more rounds it bears before it learns noise. */
  readonly roundsGrow?: true
  /** Whether it may bring anything; where not, it is tried only if it was asked for by name. Always when absent. */
  worthTrying?(input: TrainInput): boolean
  /** The estimator holds training rows; another family is tried where the artifact must not. */
  readonly storesRows?: true
  /** What reads parameters, from the portfolio, the search or a person. */
  readonly params: z.ZodType<P>
  /** Candidates of the portfolio, each of more use than those behind it. */
  starts(input: TrainInput, metric: string): readonly Start<P>[]
  /** Where a search for better parameters looks. */
  space(input: TrainInput): Space
  /**
   * Fit it on every fold of the session.
   *
   * @returns undefined when the table has nothing for it or the time does not suffice
   */
  fit(session: Session, trial: FoldTrial<P>): Promise<FoldFit<P> | undefined>
  /** Fit it on all rows; never cut short by the clock, so that the model is a whole one. */
  refit(session: Session, recipe: RefitRecipe<P>): Promise<Estimator>
}

export interface Start<P> {
  readonly params: P
  /** Place in the common order of all families; the budget decides how far it is followed. */
  readonly turn: number
}

export interface FoldTrial<P> {
  readonly params: P
  /** Names its random stream. */
  readonly label: string
  /** rows long: numbers, their logarithms, or class indices */
  readonly target: Float64Array
  readonly allowance: Allowance
  /** Answers in the unit of the target and of the metric, from those of a fit on `target`. */
  back(answers: readonly Float64Array[]): ScaledBack
}

export interface ScaledBack {
  readonly answers: readonly Float64Array[]
  readonly scale: number
}

export interface FoldFit<P> {
  /** Those tried, or near them where the fit chose the rest itself. */
  readonly params: P
  /** Of the fit on all rows. */
  readonly rounds: number
  /** outputs x scored rows, in the unit of `FoldTrial.target`; probabilities of classes */
  readonly answers: readonly Float64Array[]
  /** Nominal seconds the fit on all rows will take. */
  readonly refitSeconds: number
  /** The fit of the first fold, from which size and speed are told. */
  readonly fitted: Estimator
}

export interface RefitRecipe<P> {
  readonly params: P
  readonly rounds: number
  readonly label: string
  readonly target: Float64Array
}

/** A family whose parameters are plain data, so that all families stand in one table. */
export interface EstimatorFamily
  extends Pick<
    FamilySpec<Params>,
    | "name"
    | "setting"
    | "tasks"
    | "answersQuantiles"
    | "weighs"
    | "keepsDirections"
    | "goesOn"
    | "storesRows"
    | "roundsGrow"
    | "worthTrying"
    | "starts"
    | "space"
    | "params"
  > {
  try(session: Session, candidate: Candidate, limits: TryLimits): Promise<Attempt | undefined>
  refit(session: Session, recipe: Recipe, label: string): Promise<Estimator>
}

export interface TryLimits {
  readonly label: string
  readonly allowance: Allowance
}

export function familyOf<P extends Params>(spec: FamilySpec<P>): EstimatorFamily {
  return {
    ...spec,
    try: (session, candidate, limits) => tryOn(spec, session, { candidate, limits }),
    refit: async (session, { params, rounds, logTarget, scale }, label) => {
      const target = targetOf(session.input, logTarget)
      const inner = await spec.refit(session, { params: spec.params.parse(params), rounds, label, target })
      return onOwnScale(inner, { logTarget, scale })
    },
  }
}

async function tryOn<P extends Params>(
  spec: FamilySpec<P>,
  session: Session,
  { candidate, limits }: { readonly candidate: Candidate; readonly limits: TryLimits },
): Promise<Attempt | undefined> {
  const { input, folds, effects } = session
  const { logTarget } = candidate
  const truth = Float64Array.from(folds.scored, (row) => input.target[row]!)
  const back = (answers: readonly Float64Array[]): ScaledBack => {
    if (!logTarget) return { answers, scale: 1 }
    const scaled = fromLogarithms(answers[0]!, truth, effects.score.name)
    return { answers: [scaled.answers], scale: scaled.scale }
  }
  const target = targetOf(input, logTarget)
  const fit = await spec.fit(session, { ...limits, params: spec.params.parse(candidate.params), target, back })
  if (fit === undefined) return undefined
  const { answers, scale } = back(fit.answers)
  const { params, rounds, refitSeconds } = fit
  const recipe = { family: spec.name, params, logTarget, scale, rounds }
  return { recipe, outOfFold: answers, refitSeconds, fitted: onOwnScale(fit.fitted, recipe) }
}

/** A fit of logarithms answers in the target's own unit. */
function onOwnScale(inner: Estimator, { logTarget, scale }: Pick<Recipe, "logTarget" | "scale">): Estimator {
  return logTarget ? { kind: "transformed", inverse: "expm1", scale, inner } : inner
}

/** Fewer rows need few leaves and bear small ones. */
export const smallTable = 3000
