import { formatNumber } from "../../base/index.ts"
import type { ColumnFacts, Schema } from "../../schema/index.ts"
import type { Advice } from "../profile/advice.ts"
import { plural, quoted } from "../query/words.ts"
import type { Association } from "./association.ts"
import type { Insight } from "./insight.ts"
import type { NumberShape } from "./shape.ts"

interface Known {
  readonly insight: Insight
  readonly schema: Schema
  readonly facts: readonly ColumnFacts[]
}

/** What the insight into a table asks a person to think of, in plain words; what spoils a model first. */
export function adviseOnInsight({ insight, schema, facts }: Known): readonly Advice[] {
  const { shapes, relations, target, overTime } = insight
  const rows = facts[0]?.rows ?? 0
  const dates = new Set(
    schema.columns.filter(({ type }) => type === "date" || type === "datetime").map(({ name }) => name),
  )
  const learnt = new Set(schema.columns.filter(({ role }) => role !== "leak").map(({ name }) => name))
  return [
    ...insight.later.map(futureAdvice),
    ...oddRowAdvice(insight.oddRows),
    ...duplicateAdvice(insight, rows),
    ...shapes.filter(({ column }) => learnt.has(column)).flatMap(sentinelAdvice),
    ...balanceAdvice(insight),
    ...skewAdvice(shapes.find(({ column }) => column === target?.column)),
    ...facts.flatMap((column) => nameAdvice(column, schema)),
    ...relatedAdvice(
      relations.pairs.filter(
        ({ one, other }) => one !== target?.column && other !== target?.column && !(dates.has(one) && dates.has(other)),
      ),
    ),
    ...changeAdvice(overTime),
    ...outlierAdvice(shapes.filter(({ column }) => learnt.has(column))),
    ...silentAdvice(target),
  ]
}

function futureAdvice({ column, time }: Insight["later"][number]): Advice {
  const text = `"${column}" is never before "${time}" and mostly after it: make sure that it is known when a prediction is made`
  return { column, kind: "future", text, setting: "schema.yaml: role" }
}

function oddRowAdvice({ empty, totals }: Insight["oddRows"]): readonly Advice[] {
  const advice: Advice[] = []
  if (totals.length > 0) {
    const [it, are] = totals.length === 1 ? ["is", "the sum"] : ["are", "sums"]
    const text = `The last row seems to hold totals: ${quoted(totals, 5)} in it ${it} ${are} of all rows above; take it out of the file, or a model learns from it`
    advice.push({ kind: "totals", text })
  }
  if (empty > 0) {
    const text = `${plural(empty, "row")} ${empty === 1 ? "has" : "have"} no value in any column: take ${empty === 1 ? "it" : "them"} out of the file`
    advice.push({ kind: "empty", text })
  }
  return advice
}

function duplicateAdvice({ duplicates }: Insight, rows: number): readonly Advice[] {
  const advice: Advice[] = []
  const about = duplicates.oneIn > 1 ? "about " : ""
  const count = (some: number, verb: string): string =>
    `${about}${plural(some, "row")} (${percent(some / rows)}) ${verb}${some === 1 ? "s" : ""}`
  if (duplicates.rows >= noticed * rows && duplicates.rows > 0) {
    const text = `${count(duplicates.rows, "repeat")} an earlier row in every column: when one of two equal rows trains and the other tests, the score flatters`
    advice.push({ kind: "duplicates", text, setting: "validate.maxDuplicateShare" })
  } else if (duplicates.inputs >= noticed * rows && duplicates.inputs > 0) {
    const text = `${count(duplicates.inputs, "repeat")} an earlier row in all that a model reads and in the target: when one trains and the other tests, the score flatters`
    advice.push({ kind: "duplicates", text, setting: "split.group" })
  }
  if (duplicates.contradicting >= noticed * rows && duplicates.contradicting > 0) {
    const text = `${count(duplicates.contradicting, "equal")} another row in all that a model reads, with another target: no model can tell them apart`
    advice.push({ kind: "contradiction", text })
  }
  return advice
}

function sentinelAdvice({ column, sentinels }: NumberShape): readonly Advice[] {
  return sentinels.map(({ value, rows }) => ({
    column,
    kind: "sentinel",
    text: `${value} in "${column}" occurs ${formatNumber(rows)} times and lies far from all other values: if it stands for "no value", say so`,
    setting: "schema.yaml: missing",
  }))
}

function balanceAdvice({ target }: Insight): readonly Advice[] {
  const classes = target?.classes ?? []
  const total = classes.reduce((sum, { count }) => sum + count, 0)
  const rarest = classes.at(-1)
  if (target === undefined || target.isNumber || rarest === undefined || rarest.count >= rareClass * total) return []
  const text = `"${rarest.word}" is only ${percent(rarest.count / total)} of "${target.column}": a model that never says it is right in most rows, so judge by more than accuracy`
  return [{ column: target.column, kind: "balance", text, setting: "evaluate.primary" }]
}

function skewAdvice(shape: NumberShape | undefined): readonly Advice[] {
  if (shape?.skew == null || shape.skew < muchSkew || shape.negatives > 0) return []
  const text = `Most values of the target "${shape.column}" are small and a few are very large (skew ${formatNumber(shape.skew)}): an error in the large ones decides the score unless relative errors count`
  return [{ column: shape.column, kind: "skew", text, setting: "evaluate.primary" }]
}

function nameAdvice({ name, rows, missing, distinct, type }: ColumnFacts, schema: Schema): readonly Advice[] {
  const column = schema.columns.find((one) => one.name === name)
  const present = rows - missing
  const isName = type === "string" && present >= fewestForNames && distinct >= nearlyEvery * present
  if (column?.role !== "feature" || column.type === "text" || !isName) return []
  const text = `"${name}" has another value in nearly every row (${formatNumber(distinct)} in ${formatNumber(present)}): it names rows rather than telling about them`
  return [{ column: name, kind: "id", text, setting: "schema.yaml: role" }]
}

function relatedAdvice(pairs: readonly Association[]): readonly Advice[] {
  const same = pairs.filter(({ value }) => Math.abs(value) >= nearlySame)
  const [first] = same
  if (first === undefined) return []
  const others = same.length > 1 ? ` So do ${plural(same.length - 1, "more pair")}.` : ""
  const text = `"${first.one}" and "${first.other}" say nearly the same (${measures[first.measure]} ${first.value.toFixed(3)}): one of them can go, and neither can be blamed alone.${others}`
  return [{ kind: "related", text, setting: "schema.yaml: role" }]
}

function changeAdvice(overTime: Insight["overTime"]): readonly Advice[] {
  const changed = overTime?.columns.filter(({ drift }) => drift?.drifted === true).map(({ column }) => column) ?? []
  if (overTime === undefined || changed.length === 0) return []
  const text = `Between the earlier and the later half of the rows by "${overTime.column}" ${plural(changed.length, "column")} changed: ${quoted(changed, 5)}; test on the latest rows, as the future will be`
  return [{ kind: "drift", text, setting: "split.method" }]
}

function outlierAdvice(shapes: readonly NumberShape[]): readonly Advice[] {
  const far = shapes
    .flatMap(({ column, values, outliers }) => {
      const count = (outliers?.below ?? 0) + (outliers?.above ?? 0)
      return count > 0 && count <= mostOutliers * values ? [{ column, count, values }] : []
    })
    .sort((one, other) => other.count / other.values - one.count / one.values)
  const [first] = far
  if (first === undefined) return []
  const named = far.slice(0, 5).map(({ column, count, values }) => `"${column}" (${percent(count / values)})`)
  const more = far.length > named.length ? ` and ${far.length - named.length} more` : ""
  const text = `Values lie far from the others in ${named.join(", ")}${more}: look whether they are true, since linear models and squared errors follow them`
  return [{ kind: "outliers", text, setting: "schema.yaml: range" }]
}

function silentAdvice(target: Insight["target"]): readonly Advice[] {
  const silent = target?.information.filter(({ aboveChance }) => !aboveChance).map(({ column }) => column) ?? []
  if (target === undefined || silent.length === 0) return []
  const verb = silent.length === 1 ? "tells" : "tell"
  const text = `By ${silent.length === 1 ? "itself" : "themselves"} ${quoted(silent, 8)} ${verb} no more of "${target.column}" than chance would; together with others it may be different`
  return [{ kind: "uninformative", text, setting: "schema.yaml: role" }]
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`
}

const measures: Readonly<Record<Association["measure"], string>> = {
  spearman: "rank correlation",
  "cramers-v": "Cramer's V",
  "correlation-ratio": "correlation ratio",
}

/** Share of the rows from which repeated ones matter. */
const noticed = 0.005

const rareClass = 0.05

const muchSkew = 2

const fewestForNames = 100

const nearlyEvery = 0.9

const nearlySame = 0.98

/** More values than this beyond the fences are a second hill, not outliers. */
const mostOutliers = 0.05
