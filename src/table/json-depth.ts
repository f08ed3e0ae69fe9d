import { createReadStream } from "node:fs"
import { withFileErrors } from "../base/index.ts"
import { jsonTooDeep } from "./errors.ts"

/**
 * Refuse a JSON file whose lists and objects stand in each other too deep: the engine calls itself for each of them, and ends with
 * the process where the stack does.
 *
 * @param file.path in UTF-8
 * @throws table.json-too-deep, base.file-unreadable
 */
export async function checkDepth({ path, name }: { readonly path: string; readonly name: string }): Promise<void> {
  let depth = 0
  let inText = false
  let escaped = false
  await withFileErrors("read", name, async () => {
    for await (const read of createReadStream(path, { highWaterMark: blockBytes })) {
      const block = read as Buffer
      for (let at = 0; at < block.length; at++) {
        const byte = block[at]!
        if (inText) {
          if (escaped) escaped = false
          else if (byte === backslash) escaped = true
          else if (byte === quote) inText = false
        } else if (byte === quote) inText = true
        else if (byte === openList || byte === openObject) {
          if (++depth > mostDepth) throw jsonTooDeep(name, mostDepth)
        } else if (byte === closeList || byte === closeObject) depth--
      }
    }
  })
}

const blockBytes = 1 << 20
const [quote, backslash] = [0x22, 0x5c]
const [openList, closeList] = [0x5b, 0x5d]
const [openObject, closeObject] = [0x7b, 0x7d]

/** Deeper than any table, and far from where a stack ends. */
const mostDepth = 200
