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

function quoteList(names: readonly string[]): string {
  if (names.length === 0) return "no columns"
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`)
  return names.length > MOST_NAMES ? `${shown.join(", ")} and ${names.length - MOST_NAMES} more` : shown.join(", ")
}

const MOST_NAMES = 20
