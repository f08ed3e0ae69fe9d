import type { Estimator } from "../../model/index.ts"
import { type Allowance, newAllowance } from "./allowance.ts"
import { familyNamed } from "./families.ts"
import { firstLook } from "./first-look.ts"
import type { Attempt, Candidate, Recipe } from "./recipe.ts"
import type { Session } from "./session.ts"

/** A candidate to be fitted on the folds: plain data, so that any thread can do it. */
export interface TryOrder {
  readonly kind: "try"
  readonly candidate: Candidate
  /** Names its random stream. */
  readonly label: string
  /** Nominal seconds it may take. */
  readonly seconds: number
  /** For a first look only: of the rows of one fold. */
  readonly rowShare?: number
}

/** A recipe to be fitted on all rows. */
export interface RefitOrder {
  readonly kind: "refit"
  readonly recipe: Recipe
  readonly label: string
}

export type FitOrder = TryOrder | RefitOrder

/** What a fit gave, and what it took. */
export interface FitDone<O extends FitOrder = FitOrder> {
  readonly value: O extends TryOrder ? Attempt | undefined : Estimator
  /** Work counted, as the plan follows it. */
  readonly spent: number
  /** It read the table's bins, which somebody had to cut. */
  readonly readsBins: boolean
  readonly allowance: Allowance
  /** Wall time; not reproducible, for people only */
  readonly seconds: number
  readonly stoppedByClock: boolean
}

/** Fit in this thread; the same order gives the same bits, whatever was fitted before. */
export async function fitHere<O extends FitOrder>(session: Session, order: O): Promise<FitDone<O>> {
  const { meter, trees, watch, effects } = session
  const started = effects.clock.elapsed()
  meter.spent = 0
  delete trees.read
  const allowance = newAllowance(order.kind === "try" ? order.seconds : Number.POSITIVE_INFINITY)
  const value = (await (order.kind === "try"
    ? attempt(session, order, allowance)
    : refit(session, order))) as FitDone<O>["value"]
  const { spent } = meter
  meter.spent = 0
  const seconds = (effects.clock.elapsed() - started) / 1000
  return { value, spent, readsBins: trees.read === true, allowance, seconds, stoppedByClock: watch.stoppedByClock }
}

function attempt(
  session: Session,
  { candidate, label, rowShare }: TryOrder,
  allowance: Allowance,
): Promise<Attempt | undefined> {
  const seen = rowShare === undefined ? session : firstLook(session, rowShare)
  return familyNamed(candidate.family).try(seen, candidate, { label, allowance })
}

function refit(session: Session, { recipe, label }: RefitOrder): Promise<Estimator> {
  return familyNamed(recipe.family).refit(session, recipe, label)
}
