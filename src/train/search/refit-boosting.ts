import type { TreesEstimator } from "../../model/index.ts"
import { boostRound, newBooster } from "../trees/booster.ts"
import type { GrownTree } from "../trees/tree.ts"
import { type BoostingParams, boostingEstimator, boostingObjective, boostingSpace } from "./boosting-parts.ts"
import { breathe } from "./breathe.ts"
import { newCheckpoint } from "./checkpoint.ts"
import type { RefitRecipe } from "./family.ts"
import type { Session } from "./session.ts"
import { type BoostingStart, goingOn, grownOn } from "./warm-boosting.ts"

/** Boost all rows for as many rounds as the folds found best, from nothing or from trees that are gone on from. */
export async function refitBoosting(
  session: Session,
  { params, rounds, label, target, from }: RefitRecipe<BoostingParams> & { readonly from?: BoostingStart },
): Promise<TreesEstimator> {
  const { input, outputs, effects, rows } = session
  const fresh = newBooster(boostingSpace(session, params), params, {
    objective: boostingObjective(input, params),
    target,
    ...(session.fitWeights === undefined ? {} : { weights: session.fitWeights }),
    outputs,
    train: rows,
    watch: new Int32Array(0),
    random: effects.random.fork(label),
  })
  const booster = from === undefined ? fresh : goingOn(fresh, from)
  const checkpoint = newCheckpoint<GrownTree[]>(session, ["refit", label, { ...params }, rounds])
  const resumed = await checkpoint.resume([booster])
  const trees = resumed?.rest ?? []
  for (let round = resumed?.rounds ?? 0; round < rounds; round++) {
    const grown = boostRound(booster)
    if (grown === undefined) break
    trees.push(...grown)
    await breathe(session)
    await checkpoint.save([booster], round + 1, trees)
  }
  return grownOn(from, boostingEstimator(session, trees, booster.scored))
}
