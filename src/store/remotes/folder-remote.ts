import { existsSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { makeApart } from "../objects/apart.ts"
import { inBulk, isFault, wakeThreads } from "../objects/bulk.ts"
import type { BulkAnswer } from "../objects/bulk-chunk.ts"
import { bytesOfFiles, presenceIn } from "../objects/presence.ts"
import { settle, syncsEach } from "../objects/settle.ts"
import type { HashedFault } from "./fault.ts"
import type { DownloadItem, Remote, TransferOptions, UploadItem } from "./remote.ts"

/** A folder as remote, on this computer or mounted. @param folder absolute */
export function folderRemote(folder: string): Remote {
  return {
    url: folder,
    readOnly: false,
    existing: async (keys) => {
      wakeThreads(keys.length)
      return existing(folder, keys)
    },
    list: async (prefix) => namesBelow(join(folder, prefix)).map((name) => `${prefix}${name}`),
    upload: (items, options) => send(folder, items, options),
    download: (items, options) => fetch(folder, items, options),
    remove: async (keys) => {
      for (const key of keys) rmSync(join(folder, key), { force: true })
    },
    close: () => {},
  }
}

function existing(folder: string, keys: readonly string[]): ReadonlySet<string> {
  const isPresent = presenceIn(join(folder, objects), keys.length)
  return new Set(
    keys.filter((key) =>
      key.startsWith(objects) ? isPresent(key.slice(objects.length).replace("/", "")) : existsSync(join(folder, key)),
    ),
  )
}

/** Each object is copied beside its place, made durable, protected and renamed. */
async function send(
  folder: string,
  items: readonly UploadItem[],
  { onDone, signal }: TransferOptions = {},
): Promise<readonly HashedFault[]> {
  if (items.length === 0) return []
  await withFileErrors("write", folder, () =>
    makeApart(items.some(({ key }) => key.startsWith(objects)) ? join(folder, objects) : folder),
  )
  const wanted = items.map(({ file, key }) => ({ file, target: `${folder}/${key}` }))
  const bytes = bytesOfFiles(items.map(({ file }) => file))
  const amount = { files: items.length, bytes }
  const sync = syncsEach(amount)
  const work = { kind: "place", how: "copy", mode: sync ? 0o444 : 0o644, sync, ...beside } as const
  const answers = await inBulk(wanted, work, { bytes, goOn: true, onDone, signal })
  const made = wanted.filter((_, index) => !isFault(answers[index]!)).map(({ target }) => target)
  await settle(folder, made, amount)
  return faultsOf(answers, items)
}

async function fetch(
  folder: string,
  items: readonly DownloadItem[],
  { onDone, signal }: TransferOptions = {},
): Promise<readonly HashedFault[]> {
  if (items.length === 0) return []
  const work = { kind: "place", how: "copy", mode: 0o644, sync: false, ...beside } as const
  const wanted = items.map(({ key, file, md5 }) => ({
    file: `${folder}/${key}`,
    target: file,
    ...(md5 === undefined ? {} : { md5 }),
  }))
  return faultsOf(await inBulk(wanted, work, { goOn: true, onDone, signal }), items)
}

function faultsOf(answers: BulkAnswer, items: readonly { readonly key: string }[]): readonly HashedFault[] {
  return answers.flatMap((answer, index) => {
    if (!isFault(answer)) return []
    const { code, message } = answer
    const isMissing = code === "ENOENT" && message.includes(`'${answer.file}'`)
    return [{ key: items[index]!.key, code: isMissing ? "MISSING" : code, message }]
  })
}

function namesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith(".tmp-"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll("\\", "/").replace(/^\//, ""))
}

const beside = { temporary: "beside", unmarked: true } as const

/** Where DVC 3 keeps objects. */
const objects = "files/md5/"
