import { asAsked } from "./asked.ts"
import { fitBaseline } from "./baseline.ts"
import type { TrainSettings } from "./config.ts"
import { type FoldOptions, makeFolds } from "./folds.ts"
import type { TrainEffects, TrainInput, TrainResult } from "./input.ts"
import { checkMemory, withMemoryErrors } from "./memory.ts"
import { refitOn, type Settled } from "./refit.ts"
import { type Found, search } from "./search/search.ts"
import { closeSession, newSession, type Session } from "./search/session.ts"
import { withCrew } from "./search/with-crew.ts"

/**
 * Find and fit the best estimator within the budget.
 *
 * Candidates are compared on rows they did not see (cross-validation); the plan follows counted work, not the wall clock, so
 * the same input, settings and seed give the same bytes on every machine unless `stoppedByClock` says otherwise.
 *
 * @throws train.loss-not-for-task, train.target-negative, train.class-weight-not-for-task, train.weight-class-unknown,
 * train.class-weights-leave-one, train.nothing-to-try, train.target-too-large, train.memory-needed, train.memory-exhausted
 */
export async function train(given: TrainInput, settings: TrainSettings, effects: TrainEffects): Promise<TrainResult> {
  const { score, random } = effects
  const { input, notes } = asAsked(given, settings, score.name)
  const all = Int32Array.from({ length: input.matrix.rows }, (_, row) => row)
  const baseline = fitBaseline(given, all, score.name)
  const folds = makeFolds(input, foldOptions(input, settings), random.fork("folds"))
  if (folds === undefined) return onlyBaseline(baseline, { settings, score })
  const alone = newSession({ input, settings, effects, folds })
  const { outputs, limits } = alone
  const copies = checkMemory({ input, folds, outputs, candidates: limits.trials }, settings)
  const session = withCrew(alone, { copies })
  try {
    const { chosen, ...found } = await withMemoryErrors(input, () => search(session, baseline))
    const settled: Settled = {
      ...found,
      settings,
      rows: input.matrix.rows,
      ...(chosen === undefined ? {} : { chosen }),
    }
    return {
      ...found,
      notes: [...notes, ...timeNotes(session, found)],
      refit: (other, again) => refitOn(other, settled, { ...again, score }),
    }
  } finally {
    closeSession(session)
  }
}

/** What there was no time for. */
function timeNotes({ watch, settings }: Session, { trials }: Pick<Found, "trials">): readonly string[] {
  const { budgetSeconds } = settings
  const { untried, tooSmall } = watch
  if (untried > 0) {
    const wanted = untried === 1 ? "1 candidate that was" : `${untried} candidates that were`
    return [`train.budgetSeconds of ${budgetSeconds} left no time for ${wanted} to be tuned; raise it`]
  }
  if (!tooSmall) return []
  const tried = trials.filter(({ family }) => family !== "baseline").map(({ id }) => id)
  return [
    `train.budgetSeconds of ${budgetSeconds} is too small for more than ${tried.length === 0 ? "the baseline" : `a first fit, ${tried.join(", ")}`}: the best so far is used; raise it for a search`,
  ]
}

function onlyBaseline(
  baseline: TrainResult["baseline"],
  { settings, score }: { readonly settings: TrainSettings; readonly score: TrainEffects["score"] },
): TrainResult {
  const best = {
    id: "baseline",
    family: "baseline",
    params: {},
    score: Number.NaN,
    foldScores: [],
    deviation: 0,
    seconds: 0,
    rounds: 0,
    bytes: 0,
    predictMicroseconds: 0,
  } as const
  const refit: TrainResult["refit"] = (other, again) => refitOn(other, { settings, rows: 0 }, { ...again, score })
  return { estimator: baseline, trials: [best], best, baseline, notes: [], stoppedByClock: false, refit }
}

/** Large tables are scored on some of the parts, where one already says enough; small ones on several cuttings. */
function foldOptions({ matrix }: TrainInput, settings: TrainSettings): FoldOptions {
  const cells = matrix.rows * matrix.features.length
  const parts = settings.folds
  const used = Math.min(parts, foldsWithin.find(({ most }) => cells <= most)?.folds ?? 1)
  return { parts, used, repeats: matrix.rows < fewRows ? repeatsOfSmall : 1 }
}

const fewRows = 3000
const repeatsOfSmall = 3
/** Where a few parts of a large table judge as well as all, what they save tries more candidates. */
const foldsWithin = [
  { most: 2e6, folds: Number.POSITIVE_INFINITY },
  { most: 4e6, folds: 3 },
  { most: 1.2e7, folds: 2 },
]
