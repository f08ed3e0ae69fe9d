import { readdir, realpath, stat } from "node:fs/promises"
import { join, posix, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"
import { withFileErrors } from "../base/index.ts"
import { artifactPathInvalid, artifactsElsewhere } from "./errors.ts"
import type { ArtifactFile } from "./run.ts"
import type { RunRow, TrackContext } from "./tables.ts"

/** Where a run's artifacts are: as stored, or the folder of its own below the tracker's root. */
export function locationOf(
  context: TrackContext,
  run: Pick<RunRow, "run_id" | "experiment_id" | "artifact_uri">,
): string {
  return run.artifact_uri ?? resolve(context.artifactRoot, String(run.experiment_id), run.run_id, "artifacts")
}

/**
 * The absolute path of one artifact.
 *
 * @param path relative, with `/`; empty for the root
 * @throws track.artifact-path-invalid when it leads outside, track.artifacts-elsewhere when the root is not a folder here
 */
export function artifactPathIn(root: string, path: string): string {
  const folder = folderOf(root)
  const parts = path.split("/")
  const strange = parts.some(
    (part) => part === ".." || part === "." || /[\\\0]/.test(part) || /%(2e|2f|5c)/i.test(part),
  )
  if (strange || path.startsWith("/") || /^[a-z]:/i.test(path)) throw artifactPathInvalid(path)
  return join(folder, ...parts)
}

/**
 * Files and folders directly in one folder of the artifacts, by name; none when it does not exist or is a file.
 *
 * @throws track.artifact-path-invalid, also when a link leads outside
 */
export async function listArtifactsIn(root: string, path: string): Promise<readonly ArtifactFile[]> {
  const folder = artifactPathIn(root, path)
  const real = await realpath(folder).catch(() => undefined)
  if (real === undefined) return []
  const realRoot = await realpath(folderOf(root))
  if (relative(realRoot, real).split(sep)[0] === "..") throw artifactPathInvalid(path)
  if (!(await stat(real)).isDirectory()) return []
  const entries = await withFileErrors("read", folder, () => readdir(real, { withFileTypes: true }))
  const files = entries
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .map(async (entry): Promise<ArtifactFile> => {
      const at = path === "" ? entry.name : posix.join(path, entry.name)
      if (entry.isDirectory()) return { path: at, isFolder: true }
      return { path: at, isFolder: false, bytes: (await stat(join(real, entry.name))).size }
    })
  return (await Promise.all(files)).sort((first, second) => (first.path < second.path ? -1 : 1))
}

function folderOf(root: string): string {
  if (/^file:/i.test(root)) return fileURLToPath(root)
  if (/^[a-z][a-z0-9+.-]+:/i.test(root)) throw artifactsElsewhere(root)
  return resolve(root)
}
