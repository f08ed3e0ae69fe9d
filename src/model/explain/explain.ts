import { compileEncoder, ENCODE_BLOCK, type Encoder } from "../../feature/index.ts"
import type { Rows } from "../../schema/index.ts"
import { completeRows } from "../complete-rows.ts"
import { explainUncounted } from "../errors.ts"
import type { Model, Predicted } from "../model.ts"
import { usedFeatures } from "../run-estimator.ts"
import { type Additive, type ContributionUnit, compileAdditive } from "./attribute.ts"

/** What moved the answers of some rows, column by column: base and contributions of a row add up to what its answer is made of. */
export interface Attributions {
  readonly unit: ContributionUnit
  /** Shapley values of the sum; otherwise carried to the answer's scale, or found by two orders (see `compileSteps`). */
  readonly exact: boolean
  /** Input columns and the user's own that an answer can depend on. */
  readonly columns: readonly string[]
  /** rows long: index of the class that is spoken of, the positive one or the likeliest; 0 for regression */
  readonly of: Int32Array
  /** rows long: what it is where nothing is known of a row */
  readonly base: Float64Array
  /** columns x rows */
  readonly contributions: readonly Float64Array[]
}

/**
 * Contributions of columns to the answers `predicted` for the same rows. A feature made of several columns counts in equal parts for
 * each of them. A row alone gives the same bits as in a batch.
 *
 * @throws model.explain-uncounted
 */
export function explain(model: Model, rows: Rows, predicted: Predicted): Attributions {
  const known = compiled.get(model)
  const run = known ?? compileExplain(model)
  if (known === undefined) compiled.set(model, run)
  return run(rows, predicted)
}

/** Whether the model holds what explaining its answers takes. */
export function canExplain({ estimator }: Model): boolean {
  return compileAdditive(estimator) !== undefined
}

function compileExplain(model: Model): (rows: Rows, predicted: Predicted) => Attributions {
  const additive = compileAdditive(model.estimator)
  if (additive === undefined) throw explainUncounted(model.name)
  const complete = completeRows(model)
  const used = usedFeatures(model.estimator)
  const write = compileEncoder(model.encoder, used)
  const shares = sharesOf(model.encoder, used)
  let memory: Float32Array[] = []
  return (given, { values }) => {
    const rows = complete(given)
    const of = Int32Array.from(values, (value) =>
      model.task === "multiclass" ? value : model.task === "binary" ? 1 : 0,
    )
    const base = Float64Array.from(of, (label) => additive.base[model.task === "multiclass" ? label : 0]!)
    const contributions = shares.columns.map(() => new Float64Array(rows.count))
    const size = Math.min(rows.count, ENCODE_BLOCK)
    if (memory.length === 0 || (memory[0]?.length ?? 0) < size) memory = newMemory(model.encoder, size)
    for (let first = 0; first < rows.count; first += ENCODE_BLOCK) {
      const count = Math.min(ENCODE_BLOCK, rows.count - first)
      write(rows, { first, count }, { columns: memory, at: 0 })
      addBlock({ additive, shares, columns: memory, of }, { first, count }, contributions)
    }
    return { unit: additive.unit, exact: additive.exact, columns: shares.columns, of, base, contributions }
  }
}

function newMemory({ features }: Encoder, rows: number): Float32Array[] {
  return features.map(() => new Float32Array(rows))
}

/** By feature: the columns it is made of, as indices into `columns`. */
interface Shares {
  readonly columns: readonly string[]
  readonly ofFeature: readonly (readonly number[])[]
}

function sharesOf({ features }: Encoder, used: ReadonlySet<number>): Shares {
  const columns = [...new Set(features.flatMap(({ from }, feature) => (used.has(feature) ? from : [])))]
  const placeOf = new Map(columns.map((name, place) => [name, place]))
  return {
    columns,
    ofFeature: features.map(({ from }, feature) => (used.has(feature) ? from.map((name) => placeOf.get(name)!) : [])),
  }
}

interface Block {
  readonly additive: Additive
  readonly shares: Shares
  readonly columns: readonly Float32Array[]
  readonly of: Int32Array
}

function addBlock(
  { additive, shares, columns, of }: Block,
  span: { readonly first: number; readonly count: number },
  contributions: readonly Float64Array[],
): void {
  const own = new Float64Array(shares.ofFeature.length)
  const outputs = additive.base.length
  for (let row = 0; row < span.count; row++) {
    own.fill(0)
    additive.add(columns, row, { output: outputs === 1 ? 0 : of[span.first + row]!, to: own })
    for (const [feature, places] of shares.ofFeature.entries()) {
      for (const place of places) contributions[place]![span.first + row]! += own[feature]! / places.length
    }
  }
}

const compiled = new WeakMap<Model, (rows: Rows, predicted: Predicted) => Attributions>()
