import type { Folds } from "../folds.ts"
import type { Session } from "./session.ts"

/**
 * The session as a cheap first look sees it: one fold (the latest one, where time orders them), learnt from a part of its rows.
 * Scores of looks are compared with each other only.
 *
 * @param rowShare of the fold's training rows, in (0, 1]
 */
export function firstLook(session: Session, rowShare: number): Session {
  const { folds, input, effects } = session
  const { train, valid } = folds.folds.at(-1)!
  const random = effects.random.fork("first look")
  const kept = rowShare >= 1 ? train : train.filter(() => random.next() < rowShare)
  const part: Folds = {
    kind: folds.kind,
    folds: [{ train: kept, valid }],
    scored: valid,
    trainShare: kept.length / input.matrix.rows,
  }
  return { ...session, folds: part }
}

/** How candidates are looked at before some are tried in full. */
export interface LookPlan {
  /** Of the rows of one fold. */
  readonly rowShare: number
  /** Candidates looked at. */
  readonly count: number
  /** Nominal seconds for all looks together. */
  readonly seconds: number
}

/**
 * First looks take at most a third of the time left. They are left out where all candidates can be tried in full, and where a
 * look would see too few rows to tell candidates apart.
 *
 * @param full nominal seconds one candidate takes in full
 */
export function planLooks(session: Session, wanted: number, { left, full }: LookTimes): LookPlan | undefined {
  if (wanted < 2 || left <= 0 || wanted * full <= left * enoughForAll) return undefined
  const { folds, input } = session
  const rows = input.matrix.rows * folds.trainShare
  const perFold = full / folds.folds.length
  const smallest = Math.min(1, fewestRows / rows)
  const seconds = left * looksShare
  const affordable = seconds / perFold
  const rowShare = Math.min(1, Math.max(smallest, affordable / wanted))
  const count = Math.min(wanted, Math.floor(affordable / rowShare))
  return count < 2 || rowShare > largestShare ? undefined : { rowShare, count, seconds }
}

export interface LookTimes {
  /** Nominal seconds for what follows. */
  readonly left: number
  readonly full: number
}

const looksShare = 1 / 3
/** Of the time all candidates would take in full; some stop early. */
const enoughForAll = 1.5
const fewestRows = 1500
const largestShare = 0.7
