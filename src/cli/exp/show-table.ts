import { nearest } from "../../base/index.ts"
import type { ShownRevision } from "../../project/index.ts"
import { columnUnknown, patternInvalid } from "../errors.ts"
import { cellOf, leaves } from "../text-table.ts"

export interface TableRequest {
  /** Patterns of columns that are shown whatever else is said, and of columns that are not; from the beginning of their names. */
  readonly keep: readonly string[]
  readonly drop: readonly string[]
  /** Without columns in which nothing differs. */
  readonly onlyChanged: boolean
  readonly sortBy?: string | undefined
  readonly descending: boolean
  /** Digits after the point. */
  readonly precision?: number | undefined
  /** Exact values under DVC's names of columns, with the hashes of data, in place of a table to be read. */
  readonly csv: boolean
}

export interface ShownTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/**
 * Experiments under the commits they vary, a column for each fact, metric and parameter, and for data that differs.
 *
 * @throws cli.column-unknown, cli.pattern-invalid
 */
export function experimentTable(shown: readonly ShownRevision[], request: TableRequest): ShownTable {
  const lines = linesOf(sorted(shown, request))
  const values = [
    ...columnsOf(
      [lines.map(({ row }) => valuesOf(row, "metrics")), lines.map(({ row }) => valuesOf(row, "params"))],
      request,
    ),
    ...columnsOf([lines.map(({ row }) => hashesOf(row, request.csv))], request).filter(
      ({ cells }) => request.csv || new Set(cells.filter((cell) => cell !== "-")).size > 1,
    ),
  ]
  const facts = request.csv ? factsForPrograms(lines) : factsForPeople(lines)
  const columns = chosen([...facts, ...values], request)
  return {
    head: columns.map(({ name }) => name),
    rows: lines.map((_, index) => columns.map(({ cells }) => cells[index] ?? "")),
  }
}

/** A row of the table: a commit, or an experiment under it. */
interface Line {
  readonly row: ShownRevision
  readonly isExperiment: boolean
  readonly isLast: boolean
  readonly state: string
  readonly executor: string
}

interface Column {
  readonly name: string
  /** What patterns are held against. */
  readonly key: string
  readonly cells: readonly string[]
}

function linesOf(shown: readonly ShownRevision[]): readonly Line[] {
  return shown.flatMap((row) => {
    const own = row.experiments ?? []
    return [
      { row, isExperiment: false, isLast: false, state: "", executor: "" },
      ...own.map(({ revs, executor }, index) => ({
        row: revs[0]!,
        isExperiment: true,
        isLast: index === own.length - 1,
        state: executor?.state ?? "",
        executor: executor?.name ?? "",
      })),
    ]
  })
}

function factsForPeople(lines: readonly Line[]): readonly Column[] {
  const has = lines.some(({ state, row }) => state !== "" || row.error !== null)
  const fact = (key: string, cellOfLine: (line: Line) => string): Column => {
    return { name: key.toLowerCase(), key, cells: lines.map(cellOfLine) }
  }
  return [
    fact("Experiment", ({ row, isExperiment }) => `${isExperiment ? "  " : ""}${nameOf(row)}`),
    fact("rev", ({ row }) => (row.rev === "workspace" ? "" : row.rev.slice(0, 7))),
    fact("Created", ({ row }) => row.data?.timestamp?.replace("T", " ") ?? ""),
    ...(has ? [fact("State", ({ row, state }) => (row.error === null ? state : row.error.msg))] : []),
  ]
}

/** As DVC has them. */
function factsForPrograms(lines: readonly Line[]): readonly Column[] {
  const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
  const fact = (key: string, cellOfLine: (line: Line) => string): Column => {
    return { name: key, key, cells: lines.map(cellOfLine) }
  }
  const facts = [
    fact("Experiment", ({ row, isExperiment }) => (isExperiment ? (row.name ?? "") : "")),
    fact("rev", ({ row, isExperiment }) => (isExperiment ? row.rev.slice(0, 7) : nameOf(row))),
    fact("typ", ({ isExperiment, isLast }) => (!isExperiment ? "baseline" : isLast ? "branch_base" : "branch_commit")),
    fact("Created", ({ row }) => row.data?.timestamp ?? ""),
    fact("parent", () => ""),
    fact("State", ({ state }) => capital(state)),
    fact("Executor", ({ executor }) => capital(executor)),
  ]
  return facts.filter(({ key, cells }) => !["State", "Executor"].includes(key) || cells.some((cell) => cell !== ""))
}

function nameOf({ name, rev }: ShownRevision): string {
  return name ?? (rev === "workspace" ? rev : rev.slice(0, 7))
}

type Values = ReadonlyMap<string, unknown>

/**
 * One column for each key; a key that several files have is named with its file.
 *
 * @param groups values of every line, one kind after the other
 */
function columnsOf(groups: readonly (readonly Values[])[], { csv, precision }: TableRequest): readonly Column[] {
  const names = groups.flatMap(namesIn)
  const keys = names.map(keyIn)
  return groups.flatMap((values) =>
    namesIn(values).map((name) => {
      const short = keyIn(name)
      const shownName = keys.filter((key) => key === short).length > 1 ? withColon(name) : short
      const cells = values.map((map) => {
        if (!map.has(name)) return csv ? "" : "-"
        return csv ? exactly(map.get(name), precision) : cellOf(map.get(name), precision)
      })
      return { name: shownName, key: shownName, cells }
    }),
  )
}

function namesIn(values: readonly Values[]): readonly string[] {
  return [...new Set(values.flatMap((map) => [...map.keys()]))]
}

/** By file and key; lists of results are left to `--json`. */
function valuesOf({ data }: ShownRevision, kind: "metrics" | "params"): Values {
  const pairs = Object.entries(data?.[kind] ?? {}).flatMap(([file, { data: map }]) =>
    leaves(map)
      .filter(([, value]) => !Array.isArray(value) || JSON.stringify(value).length <= longestList)
      .map(([key, value]) => [`${file}${mark}${key}`, value] as const),
  )
  return new Map(pairs)
}

function hashesOf({ data }: ShownRevision, isWhole: boolean): Values {
  const pairs = Object.entries(data?.deps ?? {}).toSorted(([first], [second]) => (first < second ? -1 : 1))
  return new Map(
    pairs.flatMap(([path, { hash }]) => (hash === null ? [] : [[path, isWhole ? hash : hash.slice(0, 7)] as const])),
  )
}

function chosen(columns: readonly Column[], { keep, drop, onlyChanged }: TableRequest): readonly Column[] {
  const isKept = matching(keep, "--keep")
  const isDropped = matching(drop, "--drop")
  return columns.filter(({ key, cells }) => {
    if (isKept(key)) return true
    const isFact = key === "Experiment" || key === "rev"
    return !isDropped(key) && (!onlyChanged || isFact || new Set(cells).size > 1)
  })
}

function matching(patterns: readonly string[], option: string): (name: string) => boolean {
  const expressions = patterns.map((pattern) => {
    try {
      return new RegExp(`^(?:${pattern})`)
    } catch (error) {
      throw patternInvalid(option, pattern, error)
    }
  })
  return (name) => expressions.some((expression) => expression.test(name))
}

function sorted(shown: readonly ShownRevision[], { sortBy, descending }: TableRequest): readonly ShownRevision[] {
  if (sortBy === undefined) return shown
  const valueIn = (row: ShownRevision): unknown =>
    [...valuesOf(row, "metrics"), ...valuesOf(row, "params")].find(
      ([name]) => withColon(name) === sortBy || keyIn(name) === sortBy,
    )?.[1]
  const rows = shown.flatMap((row) => [row, ...(row.experiments ?? []).flatMap(({ revs }) => revs)])
  if (rows.every((row) => valueIn(row) === undefined)) throw unknownColumn(sortBy, rows)
  const sign = descending ? -1 : 1
  return shown.map((row) => ({
    ...row,
    experiments:
      row.experiments?.toSorted((first, second) => {
        const [a, b] = [valueIn(first.revs[0]!), valueIn(second.revs[0]!)]
        if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
        if (typeof a === "number" && typeof b === "number") return sign * (a - b)
        return sign * (String(a) < String(b) ? -1 : Number(String(a) > String(b)))
      }) ?? null,
  }))
}

function unknownColumn(name: string, rows: readonly ShownRevision[]): Error {
  const names = rows.flatMap((row) => [...valuesOf(row, "metrics").keys(), ...valuesOf(row, "params").keys()])
  const known = [...new Set(names.map(keyIn))]
  return columnUnknown(name, nearest(name, known), known)
}

function withColon(name: string): string {
  return name.replace(mark, ":")
}

function keyIn(name: string): string {
  return name.slice(name.indexOf(mark) + 1)
}

function exactly(value: unknown, precision: number | undefined): string {
  if (typeof value === "number" && precision !== undefined) return String(Number(value.toFixed(precision)))
  return value === null ? "" : typeof value === "string" ? value : JSON.stringify(value)
}

/** Between file and key, as no path has it. */
const mark = "\0"

const longestList = 40
