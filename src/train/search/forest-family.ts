import { z } from "zod"
import type { Estimator } from "../../model/index.ts"
import type { TrainInput } from "../input.ts"
import { collectTrees } from "../trees/collect.ts"
import { type ForestParams, growForestTree } from "../trees/forest.ts"
import type { GrownTree } from "../trees/tree.ts"
import { familyOf, type RefitRecipe, smallTable } from "./family.ts"
import { binnedOf, breathe, type Session } from "./session.ts"
import type { AsParams } from "./space.ts"
import { forestSpace, startForest, tryForest } from "./try-forest.ts"

export const forest = familyOf<AsParams<ForestParams>>({
  name: "forest",
  setting: "forest",
  tasks: ["regression", "binary", "multiclass"],
  params: z.strictObject({
    leaves: z.int().min(2),
    minLeaf: z.int().min(1),
    featureShare: z.number().positive().max(1),
  }),
  weighs: true,
  starts: (input) => [{ params: forestParams(input), turn: 40 }],
  space: () => ({
    minLeaf: { kind: "number", low: 1, high: 20, log: true, whole: true },
    featureShare: { kind: "number", low: 0.1, high: 1 },
  }),
  fit: tryForest,
  refit: refitForest,
})

function forestParams({ matrix, task }: TrainInput): ForestParams {
  const featureShare = task === "regression" ? 0.4 : 0.25
  return { leaves: 1024, minLeaf: matrix.rows < smallTable ? 3 : 2, featureShare }
}

async function refitForest(
  session: Session,
  { params, rounds, label, target }: RefitRecipe<ForestParams>,
): Promise<Estimator> {
  const { outputs, rows } = session
  const grown = startForest(forestSpace(session, params), { params, label }, { session, train: rows, target })
  const trees: GrownTree[] = []
  for (let tree = 0; tree < rounds; tree++) {
    trees.push(...growForestTree(grown))
    await breathe(session)
  }
  const base = new Float64Array(outputs).fill(grown.centre)
  return collectTrees(trees, binnedOf(session), { combine: "mean", link: "identity", outputs, base })
}
