import type { Estimator } from "../../model/index.ts"
import type { TrainSettings } from "../config.ts"
import type { Folds } from "../folds.ts"
import type { RefitEffects, Score, TrainInput } from "../input.ts"
import { withFeatureMeans } from "../linear/feature-means.ts"
import { checkMemory, withMemoryErrors } from "../memory.ts"
import { type Chosen, costOf, fitMembers } from "./fit-members.ts"
import { closeSession, newSession } from "./session.ts"
import { withCrew } from "./with-crew.ts"

/**
 * Fit on all rows what a search chose, on several threads where that gains; nothing is tried.
 *
 * @throws train.memory-needed, train.memory-exhausted
 */
export async function fitChosen(
  input: TrainInput,
  { chosen, settings }: { readonly chosen: Chosen; readonly settings: TrainSettings },
  effects: RefitEffects & { readonly score: Score },
): Promise<Estimator> {
  const alone = newSession({ input, settings, effects, folds: noFolds })
  const copies = checkMemory({ input, folds: noFolds, outputs: alone.outputs, candidates: 0 }, settings)
  const { fits, seconds } = costOf(chosen)
  const session = seconds < worthThreads ? alone : withCrew(alone, { copies, fits })
  try {
    return withFeatureMeans(await withMemoryErrors(input, () => fitMembers(session, chosen)), input.matrix)
  } finally {
    closeSession(session)
  }
}

/** Nominal seconds; a thread takes a part of them to start and to compile the kernels anew. */
const worthThreads = 15

/** Nothing is scored. */
const noFolds: Folds = { kind: "random", folds: [], scored: new Int32Array(0), trainShare: 1 }
