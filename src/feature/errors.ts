import { KnownError } from "../base/index.ts"

export const columnMissing = (column: string, available: readonly string[]): KnownError =>
  new KnownError({
    code: "feature.column-missing",
    blame: "user",
    message: `Cannot compute features: column "${column}" is wanted and the rows have ${quoteList(available)}`,
    hint: `Add a column "${column}" to the rows`,
    detail: { column, available },
  })

export const columnKind = (column: string, facts: { readonly wanted: string; readonly got: string }): KnownError =>
  new KnownError({
    code: "feature.column-kind",
    blame: "user",
    message: `Cannot compute features: column "${column}" must hold ${facts.wanted}s, it holds ${facts.got}s`,
    hint: `Give "${column}" the type it had when the model was trained`,
    detail: { column, ...facts },
  })

export const encoderInvalid = (what: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "feature.encoder-invalid",
    blame: "user",
    message: `Cannot use the encoder: ${what}`,
    hint: "Get the model folder again from where it was registered, or train it again with: mlwright run --force",
    detail: { what },
    cause,
  })

export const userFeatureFailed = (feature: string, row: number | undefined, cause: unknown): KnownError =>
  new KnownError({
    code: "feature.user-feature-failed",
    blame: "user",
    message: `Cannot compute your feature "${feature}"${row === undefined ? "" : ` for row ${row + 1}`}: ${reasonOf(cause)}`,
    hint: `Make "${feature}" in src/features.ts give a value for every row, null when there is none`,
    detail: { feature, ...(row === undefined ? {} : { row: row + 1 }) },
    cause,
  })

export const userFeatureType = (feature: string, wanted: string, got: string): KnownError =>
  new KnownError({
    code: "feature.user-feature-type",
    blame: "user",
    message: `Cannot use your feature "${feature}": it must give ${wanted}, it gave ${got}`,
    hint: `Correct what "${feature}" returns in src/features.ts`,
    detail: { feature, wanted, got },
  })

export const userFeatureName = (feature: string): KnownError =>
  new KnownError({
    code: "feature.user-feature-name",
    blame: "user",
    message: `Cannot use your feature "${feature}": the name must be free and a column of the table has it`,
    hint: `Rename "${feature}" in src/features.ts`,
    detail: { feature },
  })

export const userFeatureUnsteady = (feature: string, row: number): KnownError =>
  new KnownError({
    code: "feature.user-feature-unsteady",
    blame: "user",
    message: `Cannot use your feature "${feature}": the same row must give the same value each time, row ${row + 1} gave two`,
    hint: `Keep clocks, random numbers and counters out of "${feature}" in src/features.ts`,
    detail: { feature, row: row + 1 },
  })

export const userFeatureNotRowWise = (feature: string, row: number): KnownError =>
  new KnownError({
    code: "feature.user-feature-not-row-wise",
    blame: "user",
    message: `Cannot use your feature "${feature}": a value must depend on its own row only, row ${row + 1} alone gives another value than among others`,
    hint: `Take means, ranks and other looks at further rows out of "${feature}" in src/features.ts: a request has one row`,
    detail: { feature, row: row + 1 },
  })

export const userCodeInvalid = (path: string, what: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "feature.user-code-invalid",
    blame: "user",
    message: `Cannot use the features in "${path}": ${what}`,
    hint: `Correct "${path}", or move it away to go on without features of your own`,
    detail: { path },
    cause,
  })

export const userCodeImports = (path: string, line: number): KnownError =>
  new KnownError({
    code: "feature.user-code-imports",
    blame: "user",
    message: `Cannot use the features in "${path}": the file must stand alone and line ${line} imports`,
    hint: "Copy what is needed into the file; only `import type` may stay",
    detail: { path, line },
  })

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function quoteList(names: readonly string[]): string {
  if (names.length === 0) return "no columns"
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`)
  return names.length > MOST_NAMES ? `${shown.join(", ")} and ${names.length - MOST_NAMES} more` : shown.join(", ")
}

const MOST_NAMES = 20
