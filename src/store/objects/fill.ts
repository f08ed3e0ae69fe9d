import { existsSync, readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { fillApart } from "./apart.ts"
import { type Amount, makeDurable, syncFile, syncsEach } from "./settle.ts"

/**
 * Whether new objects are best made in a folder that nobody sees yet: they need no name for the time until they are whole, and no
 * second visit to protect them. A kill before the end would lose them all, so no more than is soon made again.
 */
export function fillsWhole(folder: string, amount: Amount): boolean {
  const isInBounds = amount.files >= manyFiles && amount.files <= mostFiles && amount.bytes <= mostBytes
  return isInBounds && !syncsEach(amount) && !existsSync(folder)
}

/**
 * Fill a new folder of objects, `ab/cdef`, that is shown when all it holds is durable.
 *
 * @param fill is given the folder as it is called until then
 * @param meanwhile what can be done while the disk is waited for
 * @throws base.folder-read-only, base.disk-full and what `fill` and `meanwhile` throw
 */
export async function fillDurable(
  folder: string,
  fill: (folder: string) => Promise<void>,
  meanwhile?: () => Promise<void>,
): Promise<void> {
  await withFileErrors("write", folder, async () => {
    await fillApart(folder, async (made) => {
      await fill(made)
      await Promise.all([makeDurable(made, () => namesBelow(made)), meanwhile?.()])
    })
    for (const changed of [folder, dirname(folder)]) await syncFile(changed)
  })
}

function namesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((prefix) => {
    const place = join(folder, prefix)
    return [...readdirSync(place).map((name) => join(place, name)), place]
  })
}

const manyFiles = 2_000
const mostFiles = 100_000
const mostBytes = 1 << 30
