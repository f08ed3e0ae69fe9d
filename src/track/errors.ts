import { KnownError, nearest } from "../base/index.ts"

export const experimentMissing = (wanted: string): KnownError =>
  new KnownError({
    code: "track.experiment-missing",
    blame: "user",
    message: `Cannot find experiment "${wanted}": there is none of that id or name`,
    hint: "List the experiments with mlwright runs list, or set track.experiment",
    detail: { wanted },
  })

export const experimentExists = (name: string, lifecycle: string): KnownError =>
  new KnownError({
    code: "track.experiment-exists",
    blame: "user",
    message: `Cannot name an experiment "${name}": there is one already, it is ${lifecycle}`,
    hint: lifecycle === "deleted" ? "Restore it, or choose another name" : "Choose another name, or use that one",
    detail: { name, lifecycle },
  })

export const experimentDeleted = (wanted: string): KnownError =>
  new KnownError({
    code: "track.experiment-deleted",
    blame: "user",
    message: `Cannot use experiment "${wanted}": wanted an active one, it is deleted`,
    hint: "Restore it, or set track.experiment to another name",
    detail: { wanted },
  })

export const runMissing = (id: string): KnownError =>
  new KnownError({
    code: "track.run-missing",
    blame: "user",
    message: `Cannot find run "${id}": there is none of that id`,
    hint: "List the runs with mlwright runs list",
    detail: { id },
  })

export const runDeleted = (id: string): KnownError =>
  new KnownError({
    code: "track.run-deleted",
    blame: "user",
    message: `Cannot write to run "${id}": wanted an active one, it is deleted`,
    hint: "Restore the run first",
    detail: { id },
  })

export const runNameContradicts = (name: string, tag: string): KnownError =>
  new KnownError({
    code: "track.run-name-contradicts",
    blame: "user",
    message: `Cannot name a run "${name}": its tag "mlflow.runName" says "${tag}"`,
    hint: "Give the name only once",
    detail: { name, tag },
  })

export const paramChanged = (run: string, key: string, values: { kept: string; came: string }): KnownError =>
  new KnownError({
    code: "track.param-changed",
    blame: "user",
    message: `Cannot change param "${key}" of run "${run}": it is "${values.kept}" and stays so, "${values.came}" came`,
    hint: "Start another run for other params, or use a tag for what may change",
    detail: { run, key, ...values },
  })

export const paramTwice = (key: string): KnownError =>
  new KnownError({
    code: "track.param-twice",
    blame: "user",
    message: `Cannot log param "${key}": it came twice in one call`,
    hint: "Give each param once",
    detail: { key },
  })

export const tagMissing = (owner: string, key: string, present: readonly string[]): KnownError =>
  new KnownError({
    code: "track.tag-missing",
    blame: "user",
    message: `Cannot delete tag "${key}" of ${owner}: it has no such tag`,
    hint: suggestion(key, present) ?? "Look at the tags with mlwright runs show",
    detail: { owner, key },
  })

export const keyInvalid = (path: string, key: string, wanted: string): KnownError =>
  new KnownError({
    code: "track.key-invalid",
    blame: "user",
    message: `Cannot use ${path} "${shortened(key)}": wanted ${wanted}`,
    hint: "Use letters, digits and _ - . / : or spaces in names",
    detail: { path, key: shortened(key) },
  })

export const valueTooLong = (path: string, most: number, came: number): KnownError =>
  new KnownError({
    code: "track.value-too-long",
    blame: "user",
    message: `Cannot store ${path}: wanted at most ${most} characters, ${came} came`,
    hint: "Shorten it, or write it to a file of the run's artifacts",
    detail: { path, most, came },
  })

export const metricInvalid = (path: string, wanted: string, came: unknown): KnownError =>
  new KnownError({
    code: "track.metric-invalid",
    blame: "user",
    message: `Cannot log ${path}: wanted ${wanted}, ${String(came)} came`,
    hint: "Log numbers, with whole steps and times in milliseconds since 1970",
    detail: { path, came: String(came) },
  })

export const batchTooLarge = (what: string, most: number, came: number): KnownError =>
  new KnownError({
    code: "track.batch-too-large",
    blame: "user",
    message: `Cannot log ${came} ${what} in one call: wanted at most ${most}`,
    hint: "Split the call",
    detail: { what, most, came },
  })

export const filterInvalid = (filter: string, why: string, hint?: string): KnownError =>
  new KnownError({
    code: "track.filter-invalid",
    blame: "user",
    message: `Cannot search by "${shortened(filter)}": ${why}`,
    hint: hint ?? "Write clauses such as metrics.rmse < 5 AND tags.team = 'blue', joined by AND",
    detail: { filter: shortened(filter) },
  })

export const searchKeyUnknown = (part: string, key: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "track.search-key-unknown",
    blame: "user",
    message: `Cannot search by "${shortened(part)}": "${key}" is not one of ${known.join(", ")}`,
    hint: suggestion(key, known) ?? "Put metrics., params. or tags. before the name of one of those",
    detail: { filter: shortened(part), known },
  })

export const pageTokenInvalid = (token: string): KnownError =>
  new KnownError({
    code: "track.page-token-invalid",
    blame: "user",
    message: `Cannot read page "${shortened(token)}": it is not a token that a search gave`,
    hint: "Begin the search again without a page token",
    detail: { token: shortened(token) },
  })

export const maxResultsInvalid = (came: number, most: number): KnownError =>
  new KnownError({
    code: "track.max-results-invalid",
    blame: "user",
    message: `Cannot list ${came} results: wanted a whole number from 1 to ${most}`,
    hint: `Ask for at most ${most} and read on with the page token`,
    detail: { came, most },
  })

export const artifactPathInvalid = (path: string): KnownError =>
  new KnownError({
    code: "track.artifact-path-invalid",
    blame: "user",
    message: `Cannot use artifact path "${shortened(path)}": wanted a path inside the artifacts`,
    hint: "Give a relative path with / and without ..",
    detail: { path: shortened(path) },
  })

export const artifactsElsewhere = (uri: string): KnownError =>
  new KnownError({
    code: "track.artifacts-elsewhere",
    blame: "user",
    message: `Cannot open the artifacts at "${uri}": wanted a folder of this machine`,
    hint: "Use the tool that stored them there",
    detail: { uri },
  })

export const loggedModelMissing = (id: string): KnownError =>
  new KnownError({
    code: "track.logged-model-missing",
    blame: "user",
    message: `Cannot find logged model "${id}": there is none of that id`,
    hint: "Show the run that made it with mlwright runs show",
    detail: { id },
  })

function suggestion(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known)
  return near === undefined ? undefined : `Did you mean "${near}"?`
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text
}
