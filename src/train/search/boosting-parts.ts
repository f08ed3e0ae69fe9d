import type { TreesEstimator } from "../../model/index.ts"
import type { TrainInput } from "../input.ts"
import type { BoostParams } from "../trees/booster.ts"
import { collectTrees } from "../trees/collect.ts"
import { lanesOf, linkOf, type NumberLoss, type Objective, objectiveOf, type Scored } from "../trees/objective.ts"
import type { GrownTree } from "../trees/tree.ts"
import type { Workspace } from "../trees/workspace.ts"
import { binnedOf, type Session, workspaceOf } from "./session.ts"

export type BoostingParams = BoostParams & {
  /** Of a regression; squared error when it is not given. The numbers it depends on are those of the input's loss. */
  readonly loss?: NumberLoss["kind"]
}

export function boostingSpace(session: Session, params: BoostingParams): Workspace {
  return workspaceOf(
    session,
    lanesOf(boostingObjective(session.input, params), session.fitWeights !== undefined),
    params.leaves,
  )
}

export function boostingObjective({ task, loss }: TrainInput, params: BoostingParams): Objective {
  if (loss !== undefined && loss.kind === params.loss) return objectiveOf(task, loss)
  return objectiveOf(task, { kind: params.loss === "absolute" ? "absolute" : "squared" })
}

export function boostingEstimator(session: Session, trees: readonly GrownTree[], scored: Scored): TreesEstimator {
  const { base, objective } = scored
  const link = linkOf(objective)
  return collectTrees(trees, binnedOf(session), { combine: "sum", link, outputs: session.outputs, base })
}

/**
 * More rows to learn from carry a few more rounds: as many more as the root of how many times the rows there are.
 *
 * @param times rows of the fit over those the rounds were counted on
 */
export const roundsFor = (rounds: number, times: number): number => Math.max(1, Math.round(rounds * Math.sqrt(times)))
