import { loadModel, predict } from "../../model/index.ts"
import {
  type DriftReport,
  type DriftTests,
  holdsWords,
  inputColumns,
  judgeDrift,
  type Rows,
  rankByEffect,
  type Sketch,
  type ValidateSettings,
} from "../../schema/index.ts"

/** A model, and what it was trained on. */
export interface Trained {
  readonly folder: string
  readonly reference: Sketch
}

/**
 * Ranked by the effect on the predictions. A person's own features may fail on rows that break a rule: of such rows it is not told.
 *
 * @param rows.sample some of the rows, with the columns a model reads
 */
export async function driftFrom(
  trained: Trained | undefined,
  tests: (reference: Sketch) => Promise<readonly DriftTests[]>,
  rows: {
    readonly settings: ValidateSettings
    readonly isReadable: boolean
    readonly sample: (columns: ReadonlySet<string>) => Promise<Rows>
  },
): Promise<DriftReport> {
  const { settings, isReadable } = rows
  if (trained === undefined || settings.drift === "off") return noDrift
  const { folder, reference } = trained
  const drift = judgeDrift(await tests(reference), settings)
  if (drift.columns.every(({ drifted }) => !drifted)) return drift
  const model = await loadModel(folder)
  const columns = inputColumns(model.schema)
  const inputs = new Set(columns.map(({ name }) => name))
  const sample = await rows.sample(inputs)
  const isPredictable = columns.every(({ name, type }) => {
    const kind = sample.columns.get(name)?.kind
    return kind === (holdsWords(type) ? "string" : "number")
  })
  if (!isPredictable || (model.userFeatures !== undefined && !isReadable)) return drift
  return rankByEffect(drift, {
    reference,
    rows: sample,
    inputs,
    predict: (some) => {
      const { values, probabilities } = predict(model, some)
      return probabilities.length > 0 ? probabilities : [values]
    },
  })
}

const noDrift: DriftReport = { drifted: false, share: 0, columns: [], untested: [] }
