import type { Estimator } from "../../model/index.ts"
import { collectTrees } from "../trees/collect.ts"
import {
  addForestTree,
  type Forest,
  type ForestGround,
  type ForestParams,
  growForestTrees,
  newForest,
  newForestGround,
} from "../trees/forest.ts"
import type { GrownTree } from "../trees/tree.ts"
import { allows } from "./allowance.ts"
import { breathe } from "./breathe.ts"
import type { FoldFit, FoldTrial } from "./family.ts"
import { binnedOf, type Session, workspaceOf } from "./session.ts"
import { fitSeconds } from "./spent.ts"

/**
 * Grow one forest per fold, tree by tree in step, until it has its trees or the time is up.
 *
 * @returns undefined when there is nothing to split on or fewer trees than make a forest fitted into the time
 */
export async function tryForest(
  session: Session,
  trial: FoldTrial<ForestParams>,
): Promise<FoldFit<ForestParams> | undefined> {
  const { input, folds, outputs } = session
  if (binnedOf(session).columns.length === 0) return undefined
  const ground = forestGround(session, trial.params)
  const forests = folds.folds.map(({ train }, fold) =>
    startForest(ground, `${trial.label}/fold-${fold}`, { session, train, target: trial.target }),
  )
  const { memory } = ground.space.kernels
  const sums = folds.folds.map(() => Array.from({ length: outputs }, () => memory.numbers(input.matrix.rows)))
  const held = folds.folds.map(({ valid }) => {
    const rows = memory.integers(valid.length)
    rows.set(valid)
    return rows
  })
  const grown: GrownTree[] = []
  let trees = 0
  while (trees < treesTried) {
    for (const [fold, added] of growForestTrees(forests).entries()) {
      addForestTree(forests[fold]!, added, { rows: held[fold]!, sums: sums[fold]! })
      if (fold === 0) grown.push(...added)
    }
    trees += 1
    if (!allows(trial.allowance, fitSeconds(session)) || !(await breathe(session))) break
  }
  if (trees < fewestTrees) return undefined
  const answers = Array.from({ length: outputs }, () => new Float64Array(folds.scored.length))
  let first = 0
  for (const [fold, { valid }] of folds.folds.entries()) {
    for (const [output, answer] of answers.entries()) {
      const centre = forests[fold]!.centre
      answer.set(
        Float64Array.from(valid, (row) => sums[fold]![output]![row]! / trees + centre),
        first,
      )
    }
    first += valid.length
  }
  return {
    params: trial.params,
    rounds: Math.round(trees * moreTreesKept),
    answers,
    refitSeconds: (fitSeconds(session) / (folds.folds.length * folds.trainShare)) * moreTreesKept,
    fitted: forestEstimator(session, grown, forests[0]!.centre),
  }
}

export function forestGround(session: Session, params: ForestParams): ForestGround {
  const { fitWeights, input } = session
  const space = workspaceOf(session, fitWeights === undefined ? 1 : 2, params.leaves)
  return newForestGround(space, params, input.task === "multiclass" ? input.classes : 0)
}

export function forestEstimator(session: Session, trees: readonly GrownTree[], centre: number): Estimator {
  const { outputs } = session
  const base = new Float64Array(outputs).fill(centre)
  return collectTrees(trees, binnedOf(session), { combine: "mean", link: "identity", outputs, base })
}

export interface ForestRows {
  readonly session: Session
  readonly train: Int32Array
  readonly target: Float64Array
}

export function startForest(ground: ForestGround, label: string, { session, ...rows }: ForestRows): Forest {
  const weighted = session.fitWeights === undefined ? {} : { weights: session.fitWeights }
  return newForest(ground, { ...rows, ...weighted, random: session.effects.random.fork(label) })
}

const treesTried = 60
const fewestTrees = 10
/** The stored forest has more trees than were tried: they only get better, and it is grown once. */
const moreTreesKept = 1.5
