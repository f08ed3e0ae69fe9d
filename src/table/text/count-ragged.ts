import { createReadStream } from "node:fs"
import { withFileErrors } from "../../base/index.ts"
import type { Engine } from "../query/engine.ts"
import { type CsvFile, csvRelation, type RaggedShare } from "./csv.ts"

/** Whether a reading of text files was stopped by a line that cannot be cut, or that the engine lost its way in. */
export function isCutError(error: unknown): error is Error {
  return error instanceof Error && /^[A-Z][A-Za-z ]* Error: (?:CSV Error|The CSV Parser)/.test(error.message)
}

/**
 * How many lines of the text files that the engine reads itself cannot be cut, by path: at most as many as there are lines that do not become rows, which takes no
 * memory to count. Line ends within cells are among them, so `many` may be too much said; and it is said of a file in which the engine
 * loses its way.
 *
 * @throws base.file-unreadable
 */
export async function countRagged(
  engine: Engine,
  texts: readonly CsvFile[],
): Promise<ReadonlyMap<string, RaggedShare>> {
  const found = new Map<string, RaggedShare>()
  let most = 0
  for (const file of texts) {
    const { path } = file.text.file
    if (file.read.path !== path) continue
    most += (await countUncut(engine, file)) ?? mostPutAside + 1
    found.set(path, most > mostPutAside ? "many" : "few")
  }
  return found
}

/** @returns undefined where the engine cannot say, as in a file that it could not read although its lines are few */
async function countUncut(engine: Engine, file: CsvFile): Promise<number | undefined> {
  if (file.read.ragged === "few") return undefined
  const { path, name } = file.text.file
  try {
    const relation = csvRelation(file, { passesOver: true })
    const [counted] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM ${relation}`)
    return (await withFileErrors("read", name, () => countLines(path))) - Number(counted?.["rows"])
  } catch (error) {
    if (isCutError(error)) return undefined
    throw error
  }
}

async function countLines(path: string): Promise<number> {
  let lines = 0
  for await (const read of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const block = read as Buffer
    for (let at = 0; at < block.length; at++) if (block[at] === lineFeed) lines++
  }
  return lines
}

const lineFeed = 0x0a

/** Of all files together; the engine takes about 1 KB and 10 microseconds for each. */
const mostPutAside = 100_000
