import { formatNumber } from "../base/index.ts"
import type { FileComparison } from "../project/index.ts"
import type { ColumnChange, ComparedTable, RowExample } from "../table/index.ts"
import { table } from "./text-table.ts"

/** A comparison of two tables in words, what matters most last, where it stands above the prompt. */
export function comparisonText(
  comparison: FileComparison,
  paint: (style: "bold" | "yellow", text: string) => string,
): string {
  const { before, after, rows } = comparison
  const title = (text: string): string => `\n${paint("bold", text)}`
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ["Columns", schemaLines(comparison)],
    [
      "Values of rows that both have",
      rows.changedColumns
        .slice(0, most)
        .map(({ column, rows: count }) => `${column}: changed in ${counted(count, "row")}`),
    ],
    ["Examples", rows.examples.map(exampleLine)],
    ["How values are spread", spreadLines(comparison)],
    ["Expected effect", effectLines(comparison)],
  ]
  return [
    ...tableLines(before, after),
    rowLine(rows),
    ...parts.flatMap(([name, lines]) => (lines.length === 0 ? [] : [title(name), ...lines])),
  ].join("\n")
}

function tableLines(before: ComparedTable, after: ComparedTable): readonly string[] {
  const name = ({ files }: ComparedTable): string =>
    files.length === 1 ? files[0]! : `${files[0]} and ${files.length - 1} more`
  return [
    table(
      ["", "table", "rows", "columns"],
      [
        ["before", name(before), formatNumber(before.rows), formatNumber(before.columns)],
        ["after", name(after), formatNumber(after.rows), formatNumber(after.columns)],
      ],
    ),
    ...[before, after]
      .filter(({ dropped }) => dropped > 0)
      .map((one) => `${name(one)}: ${counted(one.dropped, "row")} could not be read and took no part`),
  ]
}

function rowLine({ by, id, added, removed, changed, unchanged }: FileComparison["rows"]): string {
  const how = by === "id" ? `by ${id.join(" and ")}` : "by content"
  const parts = [`${formatNumber(added)} added`, `${formatNumber(removed)} removed`]
  if (by === "id") parts.push(`${formatNumber(changed)} changed`)
  return `rows, ${how}: ${parts.join(", ")}, ${formatNumber(unchanged)} unchanged`
}

function schemaLines({ schema }: FileComparison): readonly string[] {
  const words = (list: readonly string[]): string =>
    `${list.slice(0, 6).join(", ")}${list.length > 6 ? ` and ${list.length - 6} more` : ""}`
  return [
    ...schema.added.map(({ column, type }) => `${column} (${type}) is new`),
    ...schema.removed.map(({ column, type }) => `${column} (${type}) is gone`),
    ...schema.retyped.map((change) => `${change.column} was ${change.before} and is ${change.after}`),
    ...schema.nullable.map(({ column, after }) => `${column} ${after ? "now has" : "no longer has"} missing values`),
    ...schema.categories.map(({ column, added, removed }) =>
      [
        `${column}:`,
        added.length === 0 ? "" : ` new ${words(added)}`,
        added.length > 0 && removed.length > 0 ? ";" : "",
        removed.length === 0 ? "" : ` gone ${words(removed)}`,
      ].join(""),
    ),
    ...(schema.reordered ? ["the columns come in another order"] : []),
  ]
}

function exampleLine(example: RowExample): string {
  if (example.kind === "changed") {
    const id = Object.values(example.id).map(shown).join(" ")
    return `~ ${id}: ${example.changes.map(({ column, before, after }) => `${column} ${shown(before)} to ${shown(after)}`).join(", ")}`
  }
  const values = Object.entries(example.values).map(([column, value]) => `${column} ${shown(value)}`)
  return `${example.kind === "added" ? "+" : "-"} row ${example.row}: ${values.slice(0, 8).join(", ")}`
}

function spreadLines({ columns, information }: FileComparison): readonly string[] {
  const telling = new Map(information.filter(({ aboveChance }) => aboveChance).map((told) => [told.column, told.share]))
  const moved = columns
    .filter(({ drift }) => drift?.drifted === true)
    .toSorted((one, other) => (telling.get(other.column) ?? 0) - (telling.get(one.column) ?? 0))
  if (moved.length === 0) return columns.some(({ drift }) => drift !== undefined) ? ["no column drifted"] : []
  const tells = (share: number | undefined): string => (share === undefined ? "-" : `${(share * 100).toFixed(1)} %`)
  const hasTarget = information.length > 0
  return [
    table(
      ["column", "change", ...(hasTarget ? ["tells of the target"] : [])],
      moved
        .slice(0, most)
        .map((column) => [
          column.column,
          changeText(column),
          ...(hasTarget ? [tells(telling.get(column.column))] : []),
        ]),
    ),
    ...(moved.length > most ? [`and ${moved.length - most} more`] : []),
  ]
}

function changeText({ before, after }: ColumnChange): string {
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`
  const missing =
    Math.abs(before.missingShare - after.missingShare) < 0.0005
      ? ""
      : `, missing ${share(before.missingShare)} to ${share(after.missingShare)}`
  if (before.words === undefined || after.words === undefined) {
    const show = (value: number | null | undefined): string => formatNumber(value ?? Number.NaN)
    return `mean ${show(before.mean)} to ${show(after.mean)}, median ${show(before.median)} to ${show(after.median)}${missing}`
  }
  const now = new Map(after.words.map(({ word, share: part }) => [word, part]))
  const words = before.words
    .slice(0, 2)
    .map(({ word, share: part }) => `${word} ${share(part)} to ${share(now.get(word) ?? 0)}`)
  return `${words.join(", ")}${missing}`
}

function effectLines({ effect, effectUnknown, information }: FileComparison): readonly string[] {
  if (effect === null) {
    const ranked = information.length > 0 ? "; columns that tell most of the target come first above" : ""
    return [`not known: ${effectUnknown}${ranked}`]
  }
  const { model, target, outputs } = effect
  return outputs.slice(0, most).map(({ output, before, after, interval }) => {
    const what = output === "prediction" ? `mean prediction of ${target}` : `mean probability of ${target} ${output}`
    const [low, high] = interval.map((value) => `${value > 0 ? "+" : ""}${formatNumber(value)}`)
    return `${model}: ${what} ${formatNumber(before)} to ${formatNumber(after)} (change ${low} to ${high})`
  })
}

const shown = (value: unknown): string => (value === null ? "missing" : String(value))
const counted = (count: number, noun: string): string => `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`
const most = 20
