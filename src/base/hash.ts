import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { withFileErrors } from "./files.ts"

export type HashName = "md5" | "sha256"

/** @returns lower-case hex digest of text (as UTF-8) or bytes */
export function hashBytes(name: HashName, bytes: string | Uint8Array): string {
  return createHash(name).update(bytes).digest("hex")
}

/**
 * Hash of a file, read in blocks so that its size does not matter.
 *
 * @throws base.file-missing, base.file-unreadable
 */
export async function hashFile(
  name: HashName,
  path: string,
): Promise<{ readonly hex: string; readonly bytes: number }> {
  return withFileErrors("read", path, async () => {
    const hash = createHash(name)
    let bytes = 0
    for await (const block of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(block as Buffer)
      bytes += (block as Buffer).length
    }
    return { hex: hash.digest("hex"), bytes }
  })
}
