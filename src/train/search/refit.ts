import type { Estimator } from "../../model/index.ts"
import { boostRound, newBooster } from "../trees/booster.ts"
import { collectTrees } from "../trees/collect.ts"
import { growForestTree } from "../trees/forest.ts"
import { linkOf, objectiveOf } from "../trees/objective.ts"
import type { GrownTree } from "../trees/tree.ts"
import { targetOf } from "./log-target.ts"
import type { Recipe } from "./recipe.ts"
import { refitLinear } from "./refit-linear.ts"
import { binnedOf, breathe, type Session, workspaceOf } from "./session.ts"
import { boostingSpace } from "./try-boosting.ts"
import { startForest } from "./try-forest.ts"

/** Fit what cross-validation chose on all rows; never cut short by the clock, so that the model is a whole one. */
export async function refit(session: Session, recipe: Recipe, label: string): Promise<Estimator> {
  const inner = await refitInner(session, recipe, label)
  return recipe.logTarget ? { kind: "transformed", inverse: "expm1", scale: recipe.scale, inner } : inner
}

function refitInner(session: Session, recipe: Recipe, label: string): Promise<Estimator> {
  switch (recipe.family) {
    case "ridge":
    case "logistic":
      return Promise.resolve(refitLinear(session, recipe))
    case "forest":
      return refitForest(session, recipe, label)
    case "boosting":
      return refitBoosting(session, recipe, label)
  }
}

async function refitForest(
  session: Session,
  recipe: Extract<Recipe, { family: "forest" }>,
  label: string,
): Promise<Estimator> {
  const { input, outputs } = session
  const target = targetOf(input, recipe.logTarget)
  const forest = startForest(
    workspaceOf(session, 1, recipe.params.leaves),
    { ...recipe, label },
    { session, train: session.rows, target },
  )
  const trees: GrownTree[] = []
  for (let tree = 0; tree < recipe.trees; tree++) {
    trees.push(...growForestTree(forest))
    await breathe(session)
  }
  const base = new Float64Array(outputs).fill(forest.centre)
  return collectTrees(trees, binnedOf(session), { combine: "mean", link: "identity", outputs, base })
}

async function refitBoosting(
  session: Session,
  recipe: Extract<Recipe, { family: "boosting" }>,
  label: string,
): Promise<Estimator> {
  const { input, outputs, effects } = session
  const booster = newBooster(boostingSpace(session, recipe.params), recipe.params, {
    objective: objectiveOf(input.task, recipe.loss),
    target: targetOf(input, recipe.logTarget),
    outputs,
    train: session.rows,
    watch: new Int32Array(0),
    random: effects.random.fork(label),
  })
  const trees: GrownTree[] = []
  for (let round = 0; round < recipe.rounds; round++) {
    const grown = boostRound(booster)
    if (grown === undefined) break
    trees.push(...grown)
    await breathe(session)
  }
  const { base } = booster.scored
  return collectTrees(trees, binnedOf(session), {
    combine: "sum",
    link: linkOf(objectiveOf(input.task)),
    outputs,
    base,
  })
}
