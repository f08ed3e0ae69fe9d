import { createWriteStream } from "node:fs"
import { extname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { withFileErrors } from "../../base/index.ts"
import { encodingUnknown } from "../errors.ts"
import type { SourceFile } from "../files.ts"
import type { Engine } from "../query/engine.ts"
import { fileEncoding } from "./encoding.ts"
import { textOf } from "./text-stream.ts"

/**
 * A JSON file in UTF-8 without a byte order mark, which is all that the engine reads: the file itself, or a copy of one in UTF-16 or
 * in the encoding that a person named. Other encodings are not guessed, since JSON is UTF-8 by its standard.
 *
 * @param setting `data.encoding`
 * @returns path
 * @throws table.encoding-unknown, table.encoding-contradicted, base.disk-full
 */
export async function utf8Copy(engine: Engine, file: SourceFile, setting: string): Promise<string> {
  const { name, evidence } = await fileEncoding(file, setting)
  const isMarked = evidence === "a byte order mark"
  if (setting === "auto" && !isMarked && !name.startsWith("utf-16")) return file.path
  const path = join(engine.folder, `json-${copies++}${extname(file.path)}`)
  await withFileErrors("write", path, () => pipeline(wholeText(file, name), createWriteStream(path)))
  return path
}

async function* wholeText(file: SourceFile, encoding: string): AsyncGenerator<string> {
  for await (const text of textOf(file, encoding)) {
    if (text.includes("\ufffd")) throw encodingUnknown(file.name)
    yield text
  }
}

/** Makes the names of copies differ within a process. */
let copies = 0
