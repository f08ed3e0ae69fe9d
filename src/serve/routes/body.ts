import type { FastifyRequest } from "fastify"
import papaparse from "papaparse"
import type { CellTable } from "../../schema/index.ts"
import { bodyUnreadable, contentTypeUnknown } from "../errors.ts"

/**
 * The JSON that a request brought. One without any body brings no content-type either.
 *
 * @throws serve.body-unreadable, serve.content-type-unknown for another kind of text
 */
export function readJson({ body, headers }: Pick<FastifyRequest, "body" | "headers">): unknown {
  if (typeof body !== "string") throw bodyUnreadable("JSON", "it is empty")
  const type = headers["content-type"]
  if (isCsvType(type)) throw contentTypeUnknown(type, ["application/json"])
  return parseJson(body)
}

export function isCsvType(type: string | undefined): boolean {
  return type?.toLowerCase().startsWith("text/csv") ?? false
}

/**
 * JSON of a request body. Keys such as `__proto__` stay plain keys, which no schema knows.
 *
 * @throws serve.body-unreadable
 */
export function parseJson(text: string): unknown {
  if (text.length > DEPTH_FREE_LENGTH && isDeeperThan(MAX_DEPTH, text)) {
    throw bodyUnreadable("JSON", `wanted at most ${MAX_DEPTH} levels of nesting, more came`)
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    const why = text.trim() === "" ? "it is empty" : (cause as SyntaxError).message
    throw bodyUnreadable("JSON", why, cause)
  }
}

/**
 * One JSON value a line; empty lines are passed over.
 *
 * @throws serve.body-unreadable
 */
export function parseJsonLines(text: string): readonly unknown[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseJson)
}

export interface CsvText extends CellTable {
  readonly delimiter: string
}

/**
 * Header and cells of CSV text; the delimiter is found.
 *
 * @throws serve.body-unreadable
 */
export function parseCsv(text: string): CsvText {
  // The newline at the end opens no row; left in, it also misleads the search for the delimiter.
  const whole = text.replace(/^\ufeff/, "").replace(/\r?\n$/, "")
  const { data, errors, meta } = papaparse.parse<string[]>(whole, { skipEmptyLines: false })
  const quoting = errors.find((error) => error.type === "Quotes")
  if (quoting !== undefined) throw bodyUnreadable("CSV", `${quoting.message} in row ${(quoting.row ?? 0) + 1}`)
  const [header, ...cells] = data
  if (header === undefined || (header.length === 1 && header[0] === "")) throw bodyUnreadable("CSV", "it is empty")
  return { header, cells, delimiter: meta.delimiter }
}

/** Only brackets outside of strings count. */
function isDeeperThan(most: number, text: string): boolean {
  let depth = 0
  let inString = false
  for (let position = 0; position < text.length; position++) {
    switch (text.charCodeAt(position)) {
      case quote:
        inString = !inString
        break
      case backslash:
        if (inString) position++
        break
      case openBracket:
      case openBrace:
        if (!inString && ++depth > most) return true
        break
      case closeBracket:
      case closeBrace:
        if (!inString) depth--
        break
      default:
    }
  }
  return false
}

const MAX_DEPTH = 32
/** A shorter text cannot nest deep enough to exhaust a stack. */
const DEPTH_FREE_LENGTH = 4096

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
