import { z } from "zod"
import type { Estimator } from "../../model/index.ts"
import { type ForestParams, growForestTrees } from "../trees/forest.ts"
import type { GrownTree } from "../trees/tree.ts"
import { breathe } from "./breathe.ts"
import { type FamilySpec, familyOf, type RefitRecipe, smallTable } from "./family.ts"
import type { Session } from "./session.ts"
import type { AsParams } from "./space.ts"
import { forestEstimator, forestGround, startForest, tryForest } from "./try-forest.ts"

type GivenParams = AsParams<Omit<ForestParams, "extra">>

const common = {
  tasks: ["regression", "binary", "multiclass"],
  params: z.strictObject({
    leaves: z.int().min(2),
    minLeaf: z.int().min(1),
    featureShare: z.number().positive().max(1),
  }),
  weighs: true,
  space: () => ({
    minLeaf: { kind: "number", low: 1, high: 20, log: true, whole: true },
    featureShare: { kind: "number", low: 0.1, high: 1 },
  }),
} satisfies Partial<FamilySpec<GivenParams>>

export const forest = familyOf<GivenParams>({
  ...common,
  name: "forest",
  setting: "forest",
  starts: ({ matrix, task }) => {
    const featureShare = task === "regression" ? 0.4 : 0.25
    return [{ params: { leaves: 1024, minLeaf: matrix.rows < smallTable ? 3 : 2, featureShare }, turn: 40 }]
  },
  fit: tryForest,
  refit: refitForest,
})

/** Drawn cuts part less well than sought ones, so more features are drawn, and trees differ enough as they are. */
export const extraTrees = familyOf<GivenParams>({
  ...common,
  name: "extraTrees",
  setting: "extraTrees",
  starts: ({ matrix, task }) => {
    const featureShare = task === "regression" ? 0.7 : 0.4
    return [{ params: { leaves: 1024, minLeaf: matrix.rows < smallTable ? 3 : 2, featureShare }, turn: 45 }]
  },
  fit: async (session, trial) => {
    const fit = await tryForest(session, { ...trial, params: { ...trial.params, extra: true } })
    return fit && { ...fit, params: trial.params }
  },
  refit: (session, recipe) => refitForest(session, { ...recipe, params: { ...recipe.params, extra: true } }),
})

async function refitForest(
  session: Session,
  { params, rounds, label, target }: RefitRecipe<ForestParams>,
): Promise<Estimator> {
  const { rows } = session
  const forest = startForest(forestGround(session, params), label, { session, train: rows, target })
  const trees: GrownTree[] = []
  for (let grown = 0; grown < rounds; grown += treesAtOnce) {
    const several = Array.from({ length: Math.min(treesAtOnce, rounds - grown) }, () => forest)
    trees.push(...growForestTrees(several).flat())
    await breathe(session)
  }
  return forestEstimator(session, trees, forest.centre)
}

/** Grown between two looks at the clock: enough for as many threads as share the work. */
const treesAtOnce = 8
