import { z } from "zod"
import { linearFeatures } from "../linear/design.ts"
import { nominalSeconds, workCost } from "../meter.ts"
import { answersForAll, keepRows, type NeighboursParams } from "../neighbours/neighbours.ts"
import { type Allowance, allows } from "./allowance.ts"
import { breathe } from "./breathe.ts"
import { type FoldFit, type FoldTrial, familyOf } from "./family.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import type { Session } from "./session.ts"
import { fitSeconds } from "./spent.ts"
import { largestShare } from "./try-linear.ts"

type GivenParams = { readonly count?: number; readonly weighting?: NeighboursParams["weighting"] }

/** The nearest training rows, where the artifact may hold them. */
export const neighbours = familyOf<GivenParams>({
  name: "neighbours",
  setting: "neighbours",
  tasks: ["regression", "binary", "multiclass"],
  storesRows: true,
  params: z.strictObject({
    count: z.int().min(1).exactOptional(),
    weighting: z.enum(["uniform", "distance"]).exactOptional(),
  }),
  starts: () => [{ params: {}, turn: 48 }],
  // one look-up serves all counts and weightings already
  space: () => ({}),
  fit: tryNeighbours,
  refit: ({ input, rows, outputs }, { params, target }) =>
    Promise.resolve(keepRows({ matrix: input.matrix, rows, target, outputs }, params as NeighboursParams)),
})

async function tryNeighbours(
  session: Session,
  { params, target, allowance, back }: FoldTrial<GivenParams>,
): Promise<FoldFit<GivenParams> | undefined> {
  const { input, folds, effects, outputs } = session
  const { matrix } = input
  if (!affordable(session, allowance)) return undefined
  const tried = grid(params, Math.min(...folds.folds.map(({ train }) => train.length)))
  const answers = tried.map(() => Array.from({ length: outputs }, () => new Float64Array(folds.scored.length)))
  let first = 0
  let fitted: FoldFit<GivenParams>["fitted"] | undefined
  for (const { train, valid } of folds.folds) {
    const kept = keepRows({ matrix, rows: train, target, outputs }, tried[0]!)
    const own = answersForAll(kept, { matrix, rows: valid, params: tried })
    for (const [which, columns] of own.entries()) {
      for (const [output, column] of columns.entries()) answers[which]![output]!.set(column, first)
    }
    session.meter.spent += valid.length * train.length * perDistance(kept.features.length)
    fitted ??= kept
    first += valid.length
    if (!(await breathe(session))) return undefined
  }
  const truth = truthOf(session)
  const { weights } = weightsOf(session)
  const scored = tried.map((one, which) => ({
    one,
    which,
    score: effects.score.of(truth, back(answers[which]!).answers, weights),
  }))
  const sign = effects.score.lowerIsBetter ? 1 : -1
  const usable = scored.filter(({ score }) => Number.isFinite(score)).sort((a, b) => sign * (a.score - b.score))
  const best = usable[0]
  if (best === undefined) return undefined
  const refitSeconds = fitSeconds(session) / folds.folds.length
  return { params: { ...best.one }, rounds: 0, answers: answers[best.which]!, refitSeconds, fitted: fitted! }
}

/** Rows x features must fit into the artifact, and looking them up into the time. */
function affordable({ input, folds }: Session, allowance: Allowance): boolean {
  const features = linearFeatures(input.matrix).length
  const { rows } = input.matrix
  if (features === 0 || rows * (4 * features + 8) > mostBytes) return false
  const cost = folds.scored.length * rows * folds.trainShare * perDistance(features)
  return allows(allowance, nominalSeconds(cost) / largestShare)
}

function perDistance(features: number): number {
  return (features + 4) * workCost.multiplyAdd
}

function grid({ count, weighting }: GivenParams, rows: number): NeighboursParams[] {
  const few = counts.filter((one) => one < rows)
  const wanted = count === undefined ? (few.length === 0 ? [1] : few) : [count]
  const ways = weighting === undefined ? (["uniform", "distance"] as const) : [weighting]
  return wanted.flatMap((one) => ways.map((way) => ({ count: one, weighting: way })))
}

const counts = [1, 2, 3, 5, 8, 12, 18, 27, 40]
const mostBytes = 1_000_000
