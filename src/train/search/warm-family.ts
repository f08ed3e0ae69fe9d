import { estimate, type TreesEstimator } from "../../model/index.ts"
import { workCost } from "../meter.ts"
import { fromWarmParts, type WarmPart, warmParts } from "../warm-start.ts"
import { boostingSpec } from "./boosting-family.ts"
import type { BoostingParams } from "./boosting-parts.ts"
import { type FoldFit, type FoldTrial, familyOf, type RefitRecipe } from "./family.ts"
import { fromLogarithmsScaled, targetOf } from "./log-target.ts"
import { refitBoosting } from "./refit-boosting.ts"
import type { Session } from "./session.ts"
import type { AsParams } from "./space.ts"
import { type BoostingFit, tryBoosting } from "./try-boosting.ts"
import type { BoostingStart } from "./warm-boosting.ts"

type Boosted = Extract<WarmPart, { kind: "boosted" }>

// a direction that the trees it goes on from do not keep cannot be kept by more of them
const { keepsDirections: _, roundsGrow: __, ...spec } = boostingSpec

/** Boosting that goes on from the trees of a model: each of its boosted parts gets more of them, other parts stay as they are. */
export const warmBoosting = familyOf<AsParams<BoostingParams>>({
  ...spec,
  name: "boosting-on",
  goesOn: true,
  fit: tryGoingOn,
  refit: async (session, recipe) => {
    const parts: WarmPart[] = []
    for (const [at, part] of partsOf(session).entries()) parts.push(await refitPart(session, part, { recipe, at }))
    return fromWarmParts(parts)
  },
})

/** The part with the largest weight says how many rounds bring something; the others, if there are any, get as many. */
async function tryGoingOn(
  session: Session,
  trial: FoldTrial<BoostingParams>,
): Promise<FoldFit<BoostingParams> | undefined> {
  const parts = partsOf(session)
  const boosted = parts.flatMap((part, at) => (part.kind === "boosted" ? [{ part, at }] : []))
  boosted.sort((a, b) => b.part.weight - a.part.weight || a.at - b.at)
  const grown = [...parts]
  const answers = Array.from({ length: session.outputs }, () => new Float64Array(session.folds.scored.length))
  for (const part of parts)
    if (part.kind === "kept") addTimes(answers, keptAnswers(session, part.estimator), part.weight)
  const { warmStartRounds } = session.settings
  let rounds = warmStartRounds === "auto" ? undefined : warmStartRounds
  let lead: BoostingFit | undefined
  let last: BoostingFit | undefined
  for (const { part, at } of boosted) {
    const from = { ...startOf(session, part.trees), times: boosted.length, ...(rounds === undefined ? {} : { rounds }) }
    const target = targetOf(session.input, part.scale !== undefined)
    const params = lead?.params ?? trial.params
    last = await tryBoosting(session, { ...trial, params, label: `${trial.label}/part-${at}`, target, from })
    if (last === undefined) return undefined
    lead ??= last
    rounds ??= last.foldRounds
    addTimes(answers, fromLogarithmsScaled(last.answers, part.scale), part.weight)
    grown[at] = { ...part, trees: last.fitted as TreesEstimator }
  }
  const { params, rounds: refitRounds } = lead!
  return { params, rounds: refitRounds, answers, refitSeconds: last!.refitSeconds, fitted: fromWarmParts(grown) }
}

async function refitPart(
  session: Session,
  part: WarmPart,
  { recipe, at }: { readonly recipe: RefitRecipe<BoostingParams>; readonly at: number },
): Promise<WarmPart> {
  if (part.kind === "kept" || recipe.rounds === 0) return part
  const target = targetOf(session.input, part.scale !== undefined)
  const from = startOf(session, part.trees)
  const trees = await refitBoosting(session, { ...recipe, label: `${recipe.label}/part-${at}`, target, from })
  return { ...part, trees }
}

const partsOf = ({ input }: Session): readonly WarmPart[] => warmParts(input.start!.estimator)

/** What the trees answer to every row, before the base and the link. */
function startOf({ input, meter }: Session, trees: Boosted["trees"]): BoostingStart {
  const { matrix } = input
  meter.spent += matrix.rows * trees.roots.length * workCost.walkedRow
  const sums = estimate({ ...trees, link: "identity", base: new Float64Array(trees.outputs) }, matrix)
  return { trees, sums }
}

function keptAnswers({ input, folds }: Session, estimator: Parameters<typeof estimate>[0]): readonly Float64Array[] {
  return estimate(estimator, input.matrix).map((all) => Float64Array.from(folds.scored, (row) => all[row]!))
}

function addTimes(sum: readonly Float64Array[], answers: readonly Float64Array[], weight: number): void {
  for (const [output, values] of answers.entries()) {
    const into = sum[output]!
    for (const [place, value] of values.entries()) into[place]! += weight * value
  }
}
