import { KnownError } from "../../base/index.ts"
import { openOutside } from "../../store/index.ts"
import { addressOf, type Workspace } from "../../version/index.ts"
import { folderOutside } from "../errors.ts"
import type { LockPath } from "../lock/lock-entry.ts"

/** Whether a path in `dvc.yaml` is an address whose content a server can be asked about; `remote://` is below a remote of DVC. */
export function isAddress(path: string): boolean {
  return /^(?:https?|s3|remote):\/\//i.test(path)
}

/**
 * What a server says of a dependency that lies at an address; nothing is fetched.
 *
 * @returns undefined when the server says that there is nothing
 * @throws store.outside-missing when it does not answer, store.outside-unmarked, store.remote-unsupported, version.remote-unknown,
 *   pipeline.folder-outside
 */
export async function outsideNow({ config }: Workspace, path: string): Promise<LockPath | undefined> {
  const { address, settings } = addressOf(config, path)
  try {
    const found = await openOutside(address, settings)
    if (found.kind === "folder") throw folderOutside(path)
    const { mark, size = 0 } = found
    return { path, md5: mark.value, mark: mark.key, size, isDir: false }
  } catch (error) {
    if (error instanceof KnownError && error.code === "store.outside-missing" && saysAbsent(error)) return undefined
    throw error
  }
}

function saysAbsent({ message }: KnownError): boolean {
  return /answered (?:404|410)|no such object/.test(message)
}
