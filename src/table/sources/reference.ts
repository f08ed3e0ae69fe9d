import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { referenceUnknown, variableMissing } from "./errors.ts"

/** Where a table is: what a person writes behind `--data` or in `data.files`. */
export type Reference =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "http"; readonly url: URL }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string }
  | { readonly kind: "postgres"; readonly url: string; readonly select: Selection }
  | { readonly kind: "sqlite"; readonly path: string; readonly select: Selection }

/** Which rows of a database. */
export interface Selection {
  readonly table?: string
  readonly query?: string
}

export type Variables = Readonly<Record<string, string | undefined>>

/**
 * What a text stands for. `${NAME}` in an address is a variable of the environment, so that a password need not be written down.
 *
 * @throws table.reference-unknown, table.variable-missing
 */
export function parseReference(text: string, variables: Variables): Reference {
  const filled = fillIn(text, variables)
  const scheme = schemeOf(filled)
  switch (scheme) {
    case undefined:
      return { kind: "path", path: filled }
    case "file":
      return { kind: "path", path: fileURLToPath(filled) }
    case "http":
    case "https":
      return { kind: "http", url: parseUrl(filled, text) }
    case "s3": {
      const [, bucket, key = ""] = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(filled) ?? []
      if (bucket === undefined) throw referenceUnknown(withoutSecrets(text), "it names no bucket")
      return { kind: "s3", bucket, key }
    }
    case "postgres":
    case "postgresql": {
      const url = parseUrl(filled, text)
      const select = takeSelection(url)
      return { kind: "postgres", url: url.href, select }
    }
    case "sqlite": {
      const [, path = "", query = ""] = new RegExp(`${sqlitePath.source}(?:\\?(.*))?$`, "i").exec(filled) ?? []
      if (path === "") throw referenceUnknown(withoutSecrets(text), "it names no file")
      return { kind: "sqlite", path: decodeURIComponent(path), select: selectionOf(new URLSearchParams(query)) }
    }
    default:
      throw referenceUnknown(withoutSecrets(text), `"${scheme}" is not known`)
  }
}

/** The reference as it reads from any other folder: relative paths become absolute. */
export function resolveReference(folder: string, text: string): string {
  const scheme = schemeOf(text)
  if (scheme === "sqlite") {
    return text.replace(sqlitePath, (all, path) => (path === "" ? all : `sqlite:///${resolve(folder, path)}`))
  }
  return scheme === undefined && !isPlaceholder(text) ? resolve(folder, text) : text
}

/** Whether rows come from another machine. A text that is a variable may. */
export function isRemote(text: string): boolean {
  const scheme = schemeOf(text)
  return isPlaceholder(text) || (scheme !== undefined && scheme !== "file" && scheme !== "sqlite")
}

/** The reference as it may be shown and written down: without passwords, and without a query that signs it. */
export function withoutSecrets(text: string): string {
  if (schemeOf(text) === undefined) return text
  const plain = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i, (_, start: string, user: string) => {
    const [name = "", password] = user.split(/:(.*)/s)
    const kept = password === undefined || isPlaceholder(password) ? user : name
    return kept === "" ? start : `${start}${kept}@`
  })
  const [address = "", query] = plain.split(/\?(.*)/s)
  return query !== undefined && secretKeys.test(query) ? address : plain
}

function fillIn(text: string, variables: Variables): string {
  const value = (name: string): string => {
    const found = variables[name]
    if (found === undefined || found === "") throw variableMissing(name, text)
    return found
  }
  if (isPlaceholder(text)) return value(text.slice(2, -1))
  if (schemeOf(text) === undefined) return text
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => encodeURIComponent(value(name)))
}

function parseUrl(filled: string, text: string): URL {
  if (!URL.canParse(filled)) throw referenceUnknown(withoutSecrets(text), "it is not an address")
  return new URL(filled)
}

function takeSelection(url: URL): Selection {
  const select = selectionOf(url.searchParams)
  for (const key of ["table", "query"]) url.searchParams.delete(key)
  return select
}

function selectionOf(parameters: URLSearchParams): Selection {
  const table = parameters.get("table")
  const query = parameters.get("query")
  return { ...(table !== null && { table }), ...(query !== null && { query }) }
}

const schemeOf = (text: string): string | undefined =>
  /^(?:[a-z][a-z0-9+.-]*(?=:\/\/)|sqlite(?=:))/i.exec(text)?.[0].toLowerCase()

/** As SQLAlchemy writes it, three slashes and a relative path or four and an absolute one; or just the path, as most others do. */
const sqlitePath = /^sqlite:(?:\/\/\/?)?([^?]*)/i

const isPlaceholder = (text: string): boolean => /^\$\{\w+\}$/.test(text)

const secretKeys = /(?:^|&)[^=&]*(?:signature|sig|token|key|secret|password|credential)[^=&]*=(?!\$\{)/i
