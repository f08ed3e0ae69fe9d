import { extname } from "node:path"
import { isPlainObject, type Json } from "../base/index.ts"
import { parseYaml } from "../version/index.ts"
import { dataUnreadable } from "./errors.ts"

export type Row = Readonly<Record<string, Json>>

/**
 * The rows of a file of data: CSV and TSV, whose values stay text as DVC has them; of JSON and YAML a list of maps, or the first one
 * inside of a map.
 *
 * @param path its ending says what it is
 * @param header whether the first line of CSV and TSV has the names; otherwise the columns are called 0, 1 and so on
 * @throws plot.data-unreadable
 */
export function readRows(text: string, path: string, header = true): readonly Row[] {
  const ending = extname(path).toLowerCase()
  if (ending === ".csv" || ending === ".tsv") return separated(text, ending === ".csv" ? "," : "\t", header)
  if (![".json", ".yaml", ".yml"].includes(ending))
    throw dataUnreadable(path, "only CSV, TSV, JSON and YAML files can be drawn")
  const parsed = parseYaml(text)
  if ("problem" in parsed) throw dataUnreadable(path, parsed.problem)
  const plain = JSON.parse(
    JSON.stringify(parsed.value, (_, part) => (typeof part === "bigint" ? Number(part) : part)),
  ) as Json
  const rows = listIn(plain)
  if (rows === undefined) throw dataUnreadable(path, "it holds no list of maps")
  return rows
}

/** Whether a file is a picture, which is shown as it is. */
export function isPicture(path: string): boolean {
  return pictureTypes.has(extname(path).toLowerCase())
}

/** Its type for a browser. */
export function pictureType(path: string): string {
  return pictureTypes.get(extname(path).toLowerCase()) ?? "application/octet-stream"
}

function listIn(value: Json): readonly Row[] | undefined {
  if (Array.isArray(value)) return value.every(isPlainObject) ? (value as readonly Row[]) : undefined
  if (!isPlainObject(value)) return undefined
  for (const part of Object.values(value)) {
    const found = listIn(part as Json)
    if (found !== undefined) return found
  }
  return undefined
}

/** RFC 4180: quotes may hold separators, line breaks and doubled quotes. */
function separated(text: string, separator: string, header: boolean): readonly Row[] {
  const lines: string[][] = [[""]]
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!
    const line = lines.at(-1)!
    if (quoted && letter === '"' && text[at + 1] === '"') line[line.length - 1] += text[++at]!
    else if (letter === '"') quoted = !quoted
    else if (quoted || (letter !== separator && letter !== "\n" && letter !== "\r")) line[line.length - 1] += letter
    else if (letter === separator) line.push("")
    else if (letter === "\n") lines.push([""])
  }
  const [first = []] = lines
  const head = header ? first : first.map((_, column) => String(column))
  const rest = lines.slice(header ? 1 : 0)
  return rest
    .filter((cells) => cells.length > 1 || cells[0] !== "")
    .map((cells) => Object.fromEntries(head.map((name, column) => [name, cells[column] ?? ""])))
}

const pictureTypes: ReadonlyMap<string, string> = new Map([
  [".png", "image/png"],
  [".jpg", "image/jpeg"],
  [".jpeg", "image/jpeg"],
  [".gif", "image/gif"],
  [".svg", "image/svg+xml"],
])
