import { formatBytes, formatNumber, KnownError, nearest } from "../base/index.ts"
import { near, plural, quoted } from "./query/words.ts"

export const noFiles = (patterns: readonly string[]): KnownError =>
  new KnownError({
    code: "table.no-files",
    blame: "user",
    message:
      patterns.length === 0
        ? "Cannot read the table: no file is named"
        : `Cannot read the table: no file matches ${quoted(patterns)}`,
    hint: "Set data.files to the files of the table, as paths or globs from the project's folder",
    detail: { patterns },
  })

export const fileEmpty = (path: string): KnownError =>
  new KnownError({
    code: "table.file-empty",
    blame: "user",
    message: `Cannot read "${path}": wanted a table, and the file is empty`,
    hint: "Check how the file was written, or name another one",
    detail: { path },
  })

export const formatUnknown = (path: string, what: string): KnownError =>
  new KnownError({
    code: "table.format-unknown",
    blame: "user",
    message: `Cannot read "${path}": wanted CSV, JSON or Parquet, and it is ${what}`,
    hint: "Save it as CSV or Parquet, or set data.format if the name misleads",
    detail: { path },
  })

export const outFormatUnknown = (path: string): KnownError =>
  new KnownError({
    code: "table.out-format-unknown",
    blame: "user",
    message: `Cannot write "${path}": wanted a name that says the format, and it ends in none of .csv, .parquet and .json`,
    hint: "Add .csv, .parquet or .json to the name, or write - for standard output",
    detail: { path },
  })

export const jsonNotRows = (path: string, what: string): KnownError =>
  new KnownError({
    code: "table.json-not-rows",
    blame: "user",
    message: `Cannot read "${path}": wanted a list of objects or one object a line, and ${what}`,
    hint: "Write one object a row, such as with orient='records' in pandas or jq '.rows[]' on a shell",
    detail: { path },
  })

export const jsonTooDeep = (path: string, most: number): KnownError =>
  new KnownError({
    code: "table.json-too-deep",
    blame: "user",
    message: `Cannot read "${path}": wanted lists and objects within each other at most ${most} deep, and they go deeper`,
    hint: "Write one flat object a row, such as with jq on a shell",
    detail: { path, most },
  })

export const formatsMixed = (formats: readonly string[], paths: readonly string[]): KnownError =>
  new KnownError({
    code: "table.formats-mixed",
    blame: "user",
    message: `Cannot read ${quoted(paths)} as one table: wanted files of one kind, and they are ${formats.join(", ")}`,
    hint: "Set data.files to files of one kind",
    detail: { formats, paths },
  })

/** The engine could not make sense of a file. */
export const fileMalformed = (path: string, cause: Error): KnownError =>
  new KnownError({
    code: "table.file-malformed",
    blame: "user",
    message: `Cannot read "${path}": ${firstLine(cause.message)}`,
    hint: "Check that the file is whole and of the kind its name says, or set data.format",
    detail: { path },
    cause,
  })

export const encodingUnknown = (path: string): KnownError =>
  new KnownError({
    code: "table.encoding-unknown",
    blame: "user",
    message: `Cannot read "${path}": wanted text, and it has bytes that are none`,
    hint: "Check that it is a text file, and set data.encoding if it is one in a rare encoding",
    detail: { path },
  })

export const encodingContradicted = (path: string, encoding: string): KnownError =>
  new KnownError({
    code: "table.encoding-contradicted",
    blame: "user",
    message: `Cannot read "${path}" as ${encoding}, which data.encoding says: it is UTF-8`,
    hint: "Set data.encoding: auto, or give --set data.encoding=auto for this file",
    detail: { path, encoding },
  })

export interface RaggedRow {
  readonly file: string
  /** Line of the file, from 1. */
  readonly line: number
  readonly text: string
  readonly wrong: string
}

export interface RaggedLines {
  /** Lines that cannot be cut. */
  readonly count: number
  /** There may be more, which were not looked for. */
  readonly more?: boolean
  /** Some of them, the first ones. */
  readonly first: readonly RaggedRow[]
}

export const rowsRagged = ({ count, first, more = false }: RaggedLines): KnownError =>
  new KnownError({
    code: "table.rows-ragged",
    blame: "user",
    message: `Cannot read ${more ? "at least " : ""}${plural(count, "line")} of "${first[0]?.file ?? ""}": ${first
      .slice(0, 3)
      .map(raggedText)
      .join("; ")}`,
    hint: "Mend the lines, or leave them out with data.badRows: drop",
    detail: { count, more, lines: first },
  })

/** Such as `line 3: wanted 2 cells and it has 3`. */
export const raggedText = ({ line, wrong }: RaggedRow): string => `line ${line}: ${wrong}`

export const memoryFull = (cause: Error): KnownError =>
  new KnownError({
    code: "table.memory-full",
    blame: "environment",
    message: `Cannot read the table in the memory allowed: ${firstLine(cause.message)}`,
    hint: "Raise data.memoryMegabytes, or lower data.threads",
    detail: { retryable: false },
    cause,
  })

/** One value that is not what its column holds. */
export interface UnreadableValue {
  /** Row of the table, from 1; the header is not counted. */
  readonly row: number
  /** Where a text file has it; lines are counted from 1. */
  readonly place?: { readonly file: string; readonly line: number }
  readonly column: string
  /** Such as `a number`. */
  readonly wanted: string
  readonly got: string
}

export const valuesUnreadable = (count: number, first: readonly UnreadableValue[]): KnownError =>
  new KnownError({
    code: "table.value-unreadable",
    blame: "user",
    message: `Cannot read ${plural(count, "value")} of the table: ${first.slice(0, 3).map(valueText).join("; ")}`,
    hint: first.every(({ column, got }) => got.trim() === column)
      ? "Take out the lines that repeat the header, or leave them out with data.badRows: drop"
      : "Mend the values, leave their rows out with data.badRows: drop, or set the column's type in schema.yaml",
    detail: { count, values: first },
  })

/** Such as `line 3 of "a.csv", column "size" wants a number and has "big"`. */
export const valueText = ({ row, place, column, wanted, got }: UnreadableValue): string =>
  `${place === undefined ? `row ${row}` : `line ${place.line} of "${place.file}"`}, column "${column}" wants ${wanted} and has ${JSON.stringify(got)}`

export const columnMissing = (column: string, available: readonly string[], file: string): KnownError =>
  new KnownError({
    code: "table.column-missing",
    blame: "user",
    message: `Cannot find column "${column}" in "${file}": it has ${quoted(available)}${near(column, available)}`,
    hint: `Name a file that has a column "${column}"${rename(column, available)}`,
    detail: { column, available },
  })

/** What to do about a column that is there under nearly the name. */
function rename(column: string, available: readonly string[]): string {
  const meant = nearest(column, available)
  return meant === undefined ? "" : `, or rename its column "${meant}"`
}

export const targetMissing = (target: string, available: readonly string[]): KnownError =>
  new KnownError({
    code: "table.target-missing",
    blame: "user",
    message: `Cannot find the target "${target}": the table has ${quoted(available)}${near(target, available)}`,
    hint: `Set target to a column of the table${suggestion(target, available)}, or name a file that has it`,
    detail: { target, available, nearest: nearest(target, available) ?? null },
  })

export const targetEmpty = (target: string, rows: number): KnownError =>
  new KnownError({
    code: "table.target-empty",
    blame: "user",
    message: `Cannot learn "${target}": wanted values, and all ${plural(rows, "row")} of it are missing`,
    hint: "Set target to a column that has values",
    detail: { target, rows },
  })

export const targetConstant = (target: string, value: string): KnownError =>
  new KnownError({
    code: "table.target-constant",
    blame: "user",
    message: `Cannot learn "${target}": wanted at least two different values, and all are ${JSON.stringify(value)}`,
    hint: "Set target to a column that varies, or add rows with other values",
    detail: { target, value },
  })

export const noRows = (files: readonly string[]): KnownError =>
  new KnownError({
    code: "table.no-rows",
    blame: "user",
    message: `Cannot use ${quoted(files)}: wanted rows below the header, and there are none`,
    hint: "Name a file with rows, or set data.header: no if the first line is a row",
    detail: { files },
  })

export const tooFewRows = (rows: number, wanted: number): KnownError =>
  new KnownError({
    code: "table.too-few-rows",
    blame: "user",
    message: `Cannot learn from the table: wanted at least ${plural(wanted, "row")} with a target, and it has ${rows}`,
    hint: "Add rows to the files of data.files",
    detail: { rows, wanted },
  })

export const expressionInvalid = (expression: string, why: string, columns: readonly string[]): KnownError =>
  new KnownError({
    code: "table.expression-invalid",
    blame: "user",
    message: `Cannot compute the target from ${JSON.stringify(expression)}: ${why}`,
    hint: `Set target.expression to a scalar SQL expression over ${quoted(columns)}`,
    detail: { expression, columns },
  })

export const columnsMiscounted = (given: number, wanted: number, file: string): KnownError =>
  new KnownError({
    code: "table.columns-miscounted",
    blame: "user",
    message: `Cannot name the columns of "${file}": it has ${plural(wanted, "column")}, and data.columns has ${plural(given, "name")}`,
    hint: `Give ${wanted} names in data.columns, or none`,
    detail: { given, wanted },
  })

export const columnsTooMany = (file: string, columns: number, most: number): KnownError =>
  new KnownError({
    code: "table.columns-too-many",
    blame: "user",
    message: `Cannot read "${file}": wanted a table of at most ${formatNumber(most)} columns, and its first lines have ${formatNumber(columns)}`,
    hint: "Check that its lines end; where each column is an example, write it turned round",
    detail: { file, columns, most },
  })

export const lineEndless = (file: string, bytes: number): KnownError =>
  new KnownError({
    code: "table.line-endless",
    blame: "user",
    message: `Cannot read "${file}": wanted lines, and the first one has no end within ${formatBytes(bytes)}`,
    hint: "Check how the file was written: a table has one row a line",
    detail: { file, bytes },
  })

export const predictionsMiscounted = (rows: number, wanted: number, file: string): KnownError =>
  new KnownError({
    code: "table.predictions-miscounted",
    blame: "user",
    message: `Cannot write the predictions beside "${file}": it has ${plural(wanted, "row")}, and there are ${plural(rows, "prediction")}; the file has changed meanwhile`,
    hint: "Run the same command again",
    detail: { rows, wanted },
  })

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? text).replace(/\.$/, "")
}

function suggestion(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates)
  return best === undefined ? "" : `, such as "${best}"`
}

/** @param which of the two tables */
export const compareIdRepeats = (id: readonly string[], which: "first" | "second", rows: number): KnownError =>
  new KnownError({
    code: "table.compare-id-repeats",
    blame: "user",
    message: `Cannot match the rows of two tables by ${quoted(id)}: wanted another value in every row, and ${plural(rows, "row")} of the ${which} table ${rows === 1 ? "has" : "have"} a value that is missing or comes again`,
    hint: "Name more columns, each with --id, or leave --id out to match rows by their content",
    detail: { id, which, rows },
  })

export const compareNothingShared = (before: readonly string[], after: readonly string[]): KnownError =>
  new KnownError({
    code: "table.compare-nothing-shared",
    blame: "user",
    message: `Cannot compare two tables that have no column in common: the first has ${quoted(before)}, the second ${quoted(after)}`,
    hint: "Name two versions of one table; if the names of the columns are lost, set data.columns",
    detail: { before, after },
  })
