import { existsSync } from "node:fs"
import { cp, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { argumentsPath, type Queued } from "../../experiment/index.ts"
import { openRepository } from "../../repository/index.ts"
import { checkoutTracked, configFileOf, editDvcConfig, openWorkspace } from "../../version/index.ts"

/** Give a new folder the settings of this machine, the cache and the data of the repository. */
export async function prepare(root: string, folder: string, { copyPaths }: Queued): Promise<void> {
  const { cacheFolder } = await openWorkspace(root)
  await withFileErrors("write", folder, async () => {
    await rm(join(folder, argumentsPath), { force: true })
    const local = configFileOf(root, "local")
    if (existsSync(local)) await writeFile(configFileOf(folder, "local"), await readFile(local))
    for (const path of copyPaths) await cp(join(root, path), join(folder, path), { recursive: true })
  })
  await editDvcConfig(configFileOf(folder, "local"), [{ section: "cache", key: "dir", value: cacheFolder }])
  const { workspace, tracked } = await openRepository(folder)
  const chosen = tracked.map((one) => ({ tracked: one }))
  await checkoutTracked(workspace, chosen, { force: true, allowMissing: true })
}
