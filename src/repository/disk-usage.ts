import { sourcePathMissing } from "./errors.ts"
import { allFiles, type ListedFile, type ListRequest } from "./list-files.ts"

export interface DiskUsage {
  /** As a person named it; empty for the whole repository. */
  readonly path: string
  readonly bytes: number
  /** The files and folders in it, by their paths from the top of the repository. */
  readonly entries: readonly DiskUsageEntry[]
}

export interface DiskUsageEntry {
  readonly path: string
  readonly isdir: boolean
  readonly bytes: number
}

/**
 * How many bytes the files of a repository have, tracked ones also where they are not here; each counts as often as it is named.
 *
 * @throws repository.source-path-missing and those of `openSource`
 */
export async function diskUsage(folder: string, request: Omit<ListRequest, "depth" | "dvcOnly">): Promise<DiskUsage> {
  const path = (request.path ?? "").replaceAll("\\", "/").replace(/^\.?\/|\/+$/g, "")
  const all = await allFiles(folder, request)
  const below = all.filter((file) => path === "" || file.path === path || file.path.startsWith(`${path}/`))
  if (below.length === 0 && path !== "") throw sourcePathMissing(request.url, path)
  const entries = new Map<string, DiskUsageEntry>()
  for (const { path: counted, isdir, bytes } of unitsOf(below, path)) {
    const rest = counted.slice(path === "" ? 0 : path.length + 1)
    const [first = ""] = rest.split("/")
    const name = counted === path ? path : path === "" ? first : `${path}/${first}`
    const before = entries.get(name)
    const isFolder = isdir || rest.includes("/")
    entries.set(name, { path: name, isdir: isFolder, bytes: bytes + (before?.bytes ?? 0) })
  }
  const whole = below.find((file) => file.path === path && file.isdir)
  const listed = [...entries.values()].toSorted((first, second) => (first.path < second.path ? -1 : 1))
  return {
    path,
    bytes: whole?.size ?? listed.reduce((sum, { bytes }) => sum + bytes, 0),
    entries: listed.length === 1 && listed[0]?.path === path && !listed[0].isdir ? [] : listed,
  }
}

/** What is counted: a tracked folder as a whole, since its size is known without its files, unless the path lies at or in it. */
function unitsOf(files: readonly ListedFile[], path: string) {
  const folders = files.filter(
    (file) => file.isdir && file.isout && file.size !== null && !`${path}/`.startsWith(`${file.path}/`),
  )
  const isInside = (file: ListedFile): boolean => folders.some((one) => file.path.startsWith(`${one.path}/`))
  const single = files.filter((file) => !file.isdir && !isInside(file))
  return [...folders, ...single].map((file) => ({ path: file.path, isdir: file.isdir, bytes: file.size ?? 0 }))
}
