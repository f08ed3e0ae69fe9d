import { compileEncoder, ENCODE_BLOCK } from "../feature/index.ts"
import type { Rows } from "../schema/index.ts"
import { completeRows } from "./complete-rows.ts"
import type { Model, Predicted } from "./model.ts"
import { compileEstimator, outputsOf, usedFeatures } from "./run-estimator.ts"

/**
 * Predictions for rows that hold the model's input columns; a row alone gives the same bits as in a batch.
 *
 * @throws feature.column-missing, feature.column-kind, feature.user-feature-failed, feature.user-feature-type
 */
export function predict(model: Model, rows: Rows): Predicted {
  const known = compiled.get(model)
  const run = known ?? compileModel(model)
  if (known === undefined) compiled.set(model, run)
  return run(rows)
}

/** What does not depend on rows is worked out once: lookups, node layout, memory for features. Only features in use are computed. */
function compileModel(model: Model): (rows: Rows) => Predicted {
  const complete = completeRows(model)
  const used = usedFeatures(model.estimator)
  const write = compileEncoder(model.encoder, used)
  const estimate = compileEstimator(model.estimator)
  const outputs = outputsOf(model.estimator)
  const single = featureMemory(model, { used, rows: 1 })
  let block: readonly Float32Array[] | undefined
  return (given) => {
    const rows = complete(given)
    const answers = Array.from({ length: outputs }, () => new Float64Array(rows.count))
    if (rows.count > 1) block ??= featureMemory(model, { used, rows: ENCODE_BLOCK })
    const columns = rows.count === 1 ? single : (block ?? single)
    for (let first = 0; first < rows.count; first += ENCODE_BLOCK) {
      const count = Math.min(ENCODE_BLOCK, rows.count - first)
      write(rows, { first, count }, { columns, at: 0 })
      const whole = count === rows.count
      estimate(columns, count, whole ? answers : answers.map((answer) => answer.subarray(first, first + count)))
    }
    return toPredicted(model, answers)
  }
}

/** Features that are not used share one column that nobody reads. */
function featureMemory(
  model: Model,
  size: { readonly used: ReadonlySet<number>; readonly rows: number },
): readonly Float32Array[] {
  const unused = new Float32Array(0)
  return model.encoder.features.map((_, feature) => (size.used.has(feature) ? new Float32Array(size.rows) : unused))
}

function toPredicted({ task, threshold = 0.5 }: Model, answers: readonly Float64Array[]): Predicted {
  switch (task) {
    case "regression":
      return { values: answers[0]!, probabilities: [] }
    case "binary": {
      const positive = answers[0]!
      return {
        values: positive.map((probability) => (probability > threshold ? 1 : 0)),
        probabilities: [positive.map((probability) => 1 - probability), positive],
      }
    }
    case "multiclass":
      return { values: likeliest(answers), probabilities: answers }
  }
}

/** Index of the largest answer of each row; the first of equals. */
function likeliest(answers: readonly Float64Array[]): Float64Array {
  return answers[0]!.map((_, row) => {
    let best = 0
    for (let label = 1; label < answers.length; label++) if (answers[label]![row]! > answers[best]![row]!) best = label
    return best
  })
}

const compiled = new WeakMap<Model, (rows: Rows) => Predicted>()
