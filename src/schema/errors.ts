import { KnownError, nearest } from "../base/index.ts"

/** Where in a schema file something is wrong. */
export interface SchemaPlace {
  readonly path: string
  /** Such as `column "age"`; empty for the file as a whole. */
  readonly where: string
}

export const schemaNotYaml = (path: string, line: number, reason: string): KnownError =>
  new KnownError({
    code: "schema.not-yaml",
    blame: "user",
    message: `Cannot read "${path}": line ${line} is not YAML: ${reason}`,
    hint: `Correct line ${line} of "${path}"`,
    detail: { path, line, reason },
  })

export const schemaKeyUnknown = (place: SchemaPlace, key: string, known: readonly string[]): KnownError => {
  const near = nearest(key, known)
  return new KnownError({
    code: "schema.key-unknown",
    blame: "user",
    message: `Cannot use key "${key}"${inPlace(place)}: wanted one of ${known.join(", ")}`,
    hint: near === undefined ? `Remove "${key}" from "${place.path}"` : `Write "${near}" in place of "${key}"`,
    detail: { path: place.path, where: place.where, key, known },
  })
}

export const schemaValueInvalid = (
  place: SchemaPlace,
  facts: { key: string; wanted: string; got: unknown },
): KnownError => {
  const { key, wanted, got } = facts
  const came = got === undefined ? "nothing" : JSON.stringify(got)
  return new KnownError({
    code: "schema.value-invalid",
    blame: "user",
    message: `Cannot use "${key}"${inPlace(place)}: wanted ${wanted}, got ${came}`,
    hint: `Correct "${key}"${inPlace(place)}`,
    detail: { path: place.path, where: place.where, key, wanted },
  })
}

export const schemaColumnMissing = (role: string, column: string, available: readonly string[]): KnownError => {
  const near = nearest(column, available)
  return new KnownError({
    code: "schema.column-missing",
    blame: "user",
    message: `Cannot use column "${column}" as ${role}: the table has ${listed(available)}`,
    hint: near === undefined ? `Name one of the columns of the table as ${role}` : `Name "${near}" instead`,
    detail: { role, column, available },
  })
}

export const schemaTimeInvalid = (column: string, type: string): KnownError =>
  new KnownError({
    code: "schema.time-invalid",
    blame: "user",
    message: `Cannot use column "${column}" as time: wanted dates or numbers, got a column of type ${type}`,
    hint: "Name a column of dates with --time, or leave it out",
    detail: { column, type },
  })

export const sketchUnreadable = (path: string, got: string): KnownError =>
  new KnownError({
    code: "schema.sketch-unreadable",
    blame: "user",
    message: `Cannot read the training statistics "${path}": wanted format 1 or 2, got ${got}`,
    hint: "Train again with mlwright run, or use the mlwright that wrote the model",
    detail: { path, got },
  })

function inPlace({ path, where }: SchemaPlace): string {
  return where === "" ? ` in "${path}"` : ` of ${where} in "${path}"`
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => `"${name}"`)
  return names.length > mostNames ? `${shown.join(", ")} and ${names.length - mostNames} more` : shown.join(", ")
}

const mostNames = 20
