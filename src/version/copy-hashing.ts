import { createHash } from "node:crypto"
import { constants } from "node:fs"
import { copyFile, open } from "node:fs/promises"
import { hashFile } from "../base/index.ts"

/**
 * Copy a file and hash what was written, in one pass and durably. Where the file system can share blocks the copy takes
 * no space.
 *
 * @param target must not exist
 * @returns MD5 of the copy
 */
export async function copyHashing(source: string, target: string): Promise<string> {
  return (await shareBlocks(source, target)) ? (await hashFile("md5", target)).hex : copyInBlocks(source, target)
}

async function shareBlocks(source: string, target: string): Promise<boolean> {
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (notShareable.has((error as NodeJS.ErrnoException).code ?? "")) return false
    throw error
  }
}

async function copyInBlocks(source: string, target: string): Promise<string> {
  const hash = createHash("md5")
  await using from = await open(source, "r")
  await using to = await open(target, "w")
  const block = Buffer.allocUnsafe(blockBytes)
  for (;;) {
    const { bytesRead } = await from.read(block, 0, blockBytes)
    if (bytesRead === 0) break
    hash.update(block.subarray(0, bytesRead))
    await writeWhole(to, block.subarray(0, bytesRead))
  }
  await to.sync()
  return hash.digest("hex")
}

async function writeWhole(to: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; )
    written += (await to.write(bytes, written, bytes.length - written)).bytesWritten
}

/** What operating systems answer where blocks cannot be shared, or not between these two places. */
const notShareable: ReadonlySet<string> = new Set([
  "ENOTSUP",
  "EOPNOTSUPP",
  "EXDEV",
  "EINVAL",
  "ENOSYS",
  "ENOTTY",
  "EPERM",
])

const blockBytes = 1 << 20
