import { mkdirSync, rmSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { type BulkAnswer, type FileMark, inBulk, isFault, type LinkType, markOf } from "../../store/index.ts"
import { cacheObjectCorrupt } from "../errors.ts"
import { bulkError } from "../objects/bulk-error.ts"
import { statOf } from "../objects/found-files.ts"
import type { Snapshot } from "../objects/snapshot.ts"
import type { OnDone, Workspace } from "../workspace.ts"

/** An object and where it goes. */
export interface Wanted {
  readonly object: string
  readonly md5: string
  readonly target: string
  /** Where the target will be when all is done. */
  readonly finally: string
}

export interface PlaceManner {
  readonly snapshot: Snapshot
  /** Nobody sees the targets yet: they are written in place. */
  readonly direct: boolean
  /** Objects by MD5 that were hashed just now: their copies are not. */
  readonly verified?: ReadonlySet<string> | undefined
  readonly onDone?: OnDone | undefined
  /** Called when every later change of the files will show in their stat. */
  readonly whenRipe?: () => Promise<void>
}

/**
 * Make files of the workspace from objects, by the first link type the file system can. Copies are hashed on the way: an
 * object that is not what its name says is removed and reported, and the target stays as it was.
 *
 * @throws version.object-corrupt, base.disk-full, base.folder-read-only
 */
export async function placeFiles(workspace: Workspace, wanted: readonly Wanted[], manner: PlaceManner): Promise<void> {
  const { snapshot, direct, verified, onDone, whenRipe } = manner
  if (wanted.length > 0)
    for (const folder of new Set(wanted.map(({ target }) => dirname(target)))) mkdirSync(folder, { recursive: true })
  const temporary = direct ? undefined : temporaryFor(workspace, wanted)
  // The objects of DVC 2 are not named by their bytes alone, so that a copy cannot be checked on its way.
  const isChecked = (md5: string): boolean => snapshot.isLegacy !== true && verified?.has(md5) !== true
  const items = wanted.map(({ object, target, md5 }) => ({ file: object, target, ...(isChecked(md5) ? { md5 } : {}) }))
  const bytes = snapshot.isDir ? snapshot.size : wanted.length === 0 ? 0 : statSync(items[0]!.file).size
  const mode = snapshot.isExec === true ? 0o755 : 0o644
  const marks: FileMark[] = []
  const how =
    items.length === 0
      ? "copy"
      : await firstThatWorks(workspace.linkTypes, async (type) => {
          const work = {
            kind: "place",
            how: type,
            mode,
            sync: false,
            ...(temporary === undefined ? {} : { temporary }),
          } as const
          const answers = await inBulk(items.slice(0, 1), work)
          return keepMarks(answers, marks)
        })
  const work = { kind: "place", how, mode, sync: false, ...(temporary === undefined ? {} : { temporary }) } as const
  keepMarks(await inBulk(items.slice(1), work, { bytes, onDone }), marks)
  if (items.length > 0) onDone?.(1)
  if (how === "copy" || how === "reflink") await remember(workspace, { wanted, marks, snapshot }, whenRipe)
  else await whenRipe?.()
}

/** A rename needs the same file system; a folder of the workspace may be on another. */
function temporaryFor(workspace: Workspace, wanted: readonly Wanted[]): string | undefined {
  const first = wanted[0]
  if (first === undefined) return undefined
  const own = join(workspace.root, ".dvc", "tmp")
  mkdirSync(own, { recursive: true })
  return statOf(own).dev === statOf(dirname(first.target)).dev ? own : dirname(first.target)
}

async function firstThatWorks(
  types: readonly LinkType[],
  attempt: (type: LinkType) => Promise<string | undefined>,
): Promise<LinkType> {
  for (const type of types) if ((await attempt(type)) === undefined) return type
  const last = types.at(-1) ?? "copy"
  throw bulkError(
    { file: "", code: (await attempt(last)) ?? "", message: `no file can be made by ${types.join(", ")}` },
    "write",
  )
}

/** @returns the code when the file system cannot make such a link */
function keepMarks(answers: BulkAnswer, marks: FileMark[]): string | undefined {
  for (const answer of answers) {
    if (!isFault(answer)) {
      if (answer.mark !== undefined) marks.push(answer.mark)
      continue
    }
    if (notLinkable.has(answer.code)) return answer.code
    if (answer.code !== "CORRUPT") throw bulkError(answer, "write")
    rmSync(answer.file, { force: true })
    throw cacheObjectCorrupt(answer.file.split(/[/\\]/).slice(-2).join(""), `${answer.message}; it was removed`)
  }
  return undefined
}

async function remember(
  workspace: Workspace,
  { wanted, marks, snapshot }: { wanted: readonly Wanted[]; marks: readonly FileMark[]; snapshot: Snapshot },
  whenRipe?: () => Promise<void>,
): Promise<void> {
  await workspace.hashes.untilRipe(marks)
  await whenRipe?.()
  if (snapshot.isLegacy === true) return
  for (const [index, mark] of marks.entries()) {
    const { finally: path, md5 } = wanted[index]!
    const isSame = whenRipe !== undefined || markOf(statOf(path)).every((part, place) => part === mark[place])
    if (isSame) workspace.hashes.remember(path, mark, md5)
  }
}

/** What operating systems answer where blocks or names cannot be shared, or not between these two places. */
const notLinkable: ReadonlySet<string> = new Set([
  "ENOTSUP",
  "EOPNOTSUPP",
  "EXDEV",
  "EINVAL",
  "ENOSYS",
  "ENOTTY",
  "EPERM",
  "EMLINK",
  "EBADF",
])
