import { mkdtemp, readFile, rm, symlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { extname, join } from "node:path"
import { isPlainObject, KnownError, writeFileAtomic } from "../base/index.ts"
import { objectPath, type Snapshot, type Workspace } from "../version/index.ts"

/**
 * Rows of objects that are tables, by their MD5; what is no table is left out. A count is remembered, for an object never
 * changes.
 *
 * @param name of the file, which says what kind of table it is
 */
export async function countVersionRows(
  workspace: Workspace,
  snapshots: readonly Snapshot[],
  name: string,
): Promise<ReadonlyMap<string, number>> {
  if (!tables.has(extname(name).toLowerCase())) return new Map()
  const memory = join(workspace.root, ".dvc", "tmp", "mlwright-rows.json")
  const known = await remembered(memory)
  const unknown = snapshots.filter(({ md5 }) => !known.has(md5))
  if (unknown.length === 0) return known
  const { countRows, dataSettings } = await import("../table/index.ts")
  const folder = await mkdtemp(join(tmpdir(), "mlwright-rows-"))
  try {
    const file = join(folder, name)
    for (const snapshot of unknown) {
      await symlink(objectPath(workspace, snapshot), file)
      try {
        const options = { settings: dataSettings.parse({}), root: folder, temporary: join(folder, "temporary") }
        known.set(snapshot.md5, await countRows(file, options))
      } catch (error) {
        // A version that cannot be read as a table has no rows to tell of.
        if (!(error instanceof KnownError)) throw error
      }
      await rm(file)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  await writeFileAtomic(memory, JSON.stringify(Object.fromEntries(known)))
  return known
}

async function remembered(file: string): Promise<Map<string, number>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"))
    const pairs = isPlainObject(value) ? Object.entries(value) : []
    return new Map(pairs.filter((pair): pair is [string, number] => typeof pair[1] === "number"))
  } catch {
    return new Map() // a memory only: what is not remembered is counted again
  }
}

const tables: ReadonlySet<string> = new Set([
  ".csv",
  ".tsv",
  ".json",
  ".jsonl",
  ".ndjson",
  ".parquet",
  ".xlsx",
  ".arrow",
  ".feather",
])
