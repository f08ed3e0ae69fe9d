import type { Rows } from "../schema/index.ts"
import { compileCategorySource, levelCount } from "./category-source.ts"
import { wordsOf } from "./columns.ts"
import type { Block, CategoryBlock, Encoder, NumberBlock, Scaling, TextBlock } from "./encoder.ts"
import type { Matrix } from "./matrix.ts"
import { compileNumberSource, type Span } from "./number-source.ts"
import { visitTokens } from "./tokens.ts"

/** Where features of a span go: `columns` is features long; row `span.first + r` is written at `at + r`. */
export interface FeatureTarget {
  readonly columns: readonly Float32Array[]
  readonly at: number
}

/** Writes the features of at most `ENCODE_BLOCK` rows. Not to be entered again before it returns. */
export type WriteFeatures = (rows: Rows, span: Span, to: FeatureTarget) => void

/**
 * Features of rows, by what an encoder learnt; a row alone gives the same bits as in a batch.
 *
 * @returns rows x features
 * @throws feature.column-missing, feature.column-kind
 */
export function encode(encoder: Encoder, rows: Rows): Matrix {
  const known = compiled.get(encoder)
  const write = known ?? compileEncoder(encoder)
  if (known === undefined) compiled.set(encoder, write)
  const columns = encoder.features.map(() => new Float32Array(rows.count))
  for (let first = 0; first < rows.count; first += ENCODE_BLOCK) {
    write(rows, { first, count: Math.min(ENCODE_BLOCK, rows.count - first) }, { columns, at: first })
  }
  return { rows: rows.count, features: encoder.features, columns }
}

/**
 * An encoder as a function, for callers that own the memory the features go to.
 *
 * @param needed indices of features to write; the others are left as they are. All by default
 */
export function compileEncoder(encoder: Encoder, needed?: ReadonlySet<number>): WriteFeatures {
  const writes: WriteFeatures[] = []
  let feature = 0
  for (const block of encoder.blocks) {
    const outputs: Output[] = []
    for (let place = 0; place < blockWidth(block); place++, feature++) {
      if (needed === undefined || needed.has(feature)) outputs.push({ place, feature })
    }
    if (outputs.length > 0) writes.push(compileBlock(block, outputs))
  }
  return (rows, span, to) => {
    for (let block = 0; block < writes.length; block++) writes[block]!(rows, span, to)
  }
}

/** Number of features a block writes. */
export function blockWidth(block: Block): number {
  switch (block.kind) {
    case "number":
      return (block.raw ? 1 : 0) + block.scalings.length + (block.flag ? 1 : 0)
    case "category":
      return block.oneHot.length + block.tables.length
    case "text":
      return block.buckets
  }
}

/** Feature `feature` of the encoder is output `place` of its block. */
interface Output {
  readonly place: number
  readonly feature: number
}

function compileBlock(block: Block, outputs: readonly Output[]): WriteFeatures {
  switch (block.kind) {
    case "number":
      return compileNumber(block, outputs)
    case "category":
      return compileCategory(block, outputs)
    case "text":
      return compileText(block, outputs)
  }
}

/** Values of a span, one form of them to its column. */
type Emit = (values: Float64Array, count: number, to: FeatureTarget) => void

function compileNumber(block: NumberBlock, outputs: readonly Output[]): WriteFeatures {
  const read = compileNumberSource(block.source)
  const emits = outputs.map(({ place, feature }): Emit => {
    if (block.raw && place === 0) return emitRaw(feature, block.offset)
    const scaling = block.scalings[place - (block.raw ? 1 : 0)]
    return scaling === undefined ? emitFlag(feature) : emitScaled(feature, scaling)
  })
  const values = new Float64Array(ENCODE_BLOCK)
  return (rows, span, to) => {
    read(rows, span, values)
    for (let emit = 0; emit < emits.length; emit++) emits[emit]!(values, span.count, to)
  }
}

function emitRaw(feature: number, offset: number): Emit {
  return (values, count, { columns, at }) => {
    const column = columns[feature]!
    for (let row = 0; row < count; row++) {
      const value = values[row]! - offset
      column[at + row] = Math.min(LARGEST_FLOAT, Math.max(-LARGEST_FLOAT, value))
    }
  }
}

function emitScaled(feature: number, scaling: Scaling): Emit {
  const filled = scale(scaling, scaling.fill)
  return (values, count, { columns, at }) => {
    const column = columns[feature]!
    for (let row = 0; row < count; row++) {
      const value = values[row]!
      column[at + row] = Number.isNaN(value) ? filled : scale(scaling, value)
    }
  }
}

function scale({ shape, low, high, mean, deviation }: Scaling, value: number): number {
  const shaped = shape === "log" ? signedLog(value) : value
  return ((shaped < low ? low : shaped > high ? high : shaped) - mean) / deviation
}

/** sign(x) log(1 + |x|): log1p where that is defined for people, and defined everywhere. */
export function signedLog(value: number): number {
  return value < 0 ? -Math.log1p(-value) : Math.log1p(value)
}

function emitFlag(feature: number): Emit {
  return (values, count, { columns, at }) => {
    const column = columns[feature]!
    for (let row = 0; row < count; row++) column[at + row] = Number.isNaN(values[row]!) ? 1 : 0
  }
}

function compileCategory(block: CategoryBlock, outputs: readonly Output[]): WriteFeatures {
  const read = compileCategorySource(block.source)
  const hot = outputs.filter(({ place }) => place < block.oneHot.length)
  const hotOf = new Int32Array(levelCount(block.source) + 2).fill(-1)
  for (const { place, feature } of hot) hotOf[block.oneHot[place]!] = feature
  const tables = outputs
    .filter(({ place }) => place >= block.oneHot.length)
    .map(({ place, feature }) => ({
      feature,
      values: Float32Array.from(block.tables[place - block.oneHot.length]!, (value) => value ?? Number.NaN),
    }))
  const states = new Int32Array(ENCODE_BLOCK)
  return (rows, span, { columns, at }) => {
    read(rows, span, states)
    for (let place = 0; place < hot.length; place++) columns[hot[place]!.feature]!.fill(0, at, at + span.count)
    if (hot.length > 0) {
      for (let row = 0; row < span.count; row++) {
        const feature = hotOf[states[row]!]!
        if (feature >= 0) columns[feature]![at + row] = 1
      }
    }
    for (let table = 0; table < tables.length; table++) {
      const { feature, values } = tables[table]!
      const column = columns[feature]!
      for (let row = 0; row < span.count; row++) column[at + row] = values[states[row]!]!
    }
  }
}

function compileText(block: TextBlock, outputs: readonly Output[]): WriteFeatures {
  const counts = new Int32Array(block.buckets)
  return (rows, { first, count }, { columns, at }) => {
    const { codes, words } = wordsOf(rows, block.column)
    for (let row = 0; row < count; row++) {
      const code = codes[first + row]!
      counts.fill(0)
      if (code >= 0) {
        visitTokens(words[code]!, (hash) => {
          counts[hash % block.buckets]!++
        })
      }
      for (const { place, feature } of outputs) columns[feature]![at + row] = Math.log1p(counts[place]!)
    }
  }
}

/** Most rows encoded at once; their intermediate values stay in the processor's cache. */
export const ENCODE_BLOCK = 1024
/** Larger numbers would become infinite in float32. */
export const LARGEST_FLOAT = 3.4028234663852886e38

const compiled = new WeakMap<Encoder, WriteFeatures>()
