import { encodingUnknown, type RaggedLines } from "../errors.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { shownRows } from "./plain-copy.ts"

/**
 * The lines of a source that cannot be cut: those that a reading with `rejects` put aside, and those left out of plain copies.
 *
 * @throws table.encoding-unknown
 */
export async function raggedLines(engine: Engine, source: Source, rejects: string): Promise<RaggedLines> {
  const { ragged } = source
  if (!source.texts.some(({ read }) => read.ragged === "few")) return ragged
  const lines = `(SELECT scan_id, file_id, line, any_value(error_type) AS kind, any_value(error_message) AS wrong,
    any_value(csv_line) AS text FROM ${rejects} GROUP BY ALL)`
  const [{ count } = { count: 0 }] = await engine.records(`SELECT count(*)::DOUBLE AS count FROM ${lines}`)
  const first = await engine.records(
    `SELECT file_path AS file, line::DOUBLE AS line, text, wrong, kind FROM ${lines} JOIN ${rejects}_scan USING (scan_id, file_id)
     ORDER BY scan_id, file_id, line LIMIT ${shownRows}`,
  )
  const nameOf = (path: unknown): string => source.files.find((file) => file.path === path)?.name ?? String(path)
  const unicode = first.find(({ kind }) => kind === "INVALID ENCODING" || kind === "INVALID UNICODE")
  if (unicode !== undefined) throw encodingUnknown(nameOf(unicode["file"]))
  const found = first.map(({ file, line, text, wrong }) => ({
    file: nameOf(file),
    line: Number(line),
    text: String(text).slice(0, 200),
    wrong: inWords(String(wrong)),
  }))
  return { count: ragged.count + Number(count), first: [...ragged.first, ...found].slice(0, shownRows) }
}

function inWords(wrong: string): string {
  const cells = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(wrong)
  if (cells !== null) return `wanted ${cells[1]} cells and it has ${cells[2]}`
  return /unterminated quote/.test(wrong) ? "a quote is opened and not closed" : wrong.replace(/\.$/, "")
}
