import { predictionSetLevel, predictionSetsMissing } from "./errors.ts"
import type { Model, Predicted } from "./model.ts"
import type { NonconformityTable } from "./nonconformity.ts"

/**
 * Conformal prediction sets: of each row the classes whose probability is no less than what so many of the true classes had out of
 * fold, and the likeliest in any case (the least ambiguous sets of Sadinle and others 2019). Of new rows like those learnt from, the
 * share whose truth is in its set is at least about `share`; over all rows, not of each class.
 *
 * @param share of rows whose set shall hold the truth, in (0, 1)
 * @returns rows long; class indices, the likeliest first
 * @throws model.prediction-sets-missing, model.prediction-set-level
 */
export function predictionSets(
  model: Model,
  { probabilities }: Pick<Predicted, "probabilities">,
  share: number,
): readonly (readonly number[])[] {
  const { nonconformity } = model
  if (nonconformity === undefined) throw predictionSetsMissing(model.name, model.task)
  const largest = quantileOf(nonconformity, share)
  const labels = model.classes.map((_, label) => label)
  return Array.from(probabilities[0] ?? [], (_, row) => {
    const of = (label: number): number => probabilities[label]![row]!
    const ranked = labels.toSorted((a, b) => of(b) - of(a) || a - b)
    return ranked.filter((label, place) => place === 0 || 1 - of(label) <= largest)
  })
}

/** The score that as many rows as wanted do not exceed, one row more so that a new one is counted too. */
function quantileOf({ rows, scores }: NonconformityTable, share: number): number {
  const most = rows / (rows + 1)
  if (!(share > 0 && share <= most)) throw predictionSetLevel(share, { most, rows })
  const rank = Math.ceil((rows + 1) * share - SLACK)
  const ranksApart = (rows - 1) / (scores.length - 1)
  return scores[Math.min(scores.length - 1, Math.ceil((rank - 1) / ranksApart))]!
}

/** 100 x 0.9 may be a little more than ninety. */
const SLACK = 1e-9
