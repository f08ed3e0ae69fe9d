import { constants, existsSync } from "node:fs"
import { copyFile, mkdir, rename, rm } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { Document } from "yaml"
import { KnownError, withFileErrors, writeFileAtomic } from "../../base/index.ts"
import type { Task } from "../../schema/index.ts"
import { pipelineText, projectPaths } from "../../stages/index.ts"
import type { TargetSpec } from "../../table/index.ts"
import { ensureGit, ignoreInGit, initDvc, openWorkspace, trackPath } from "../../version/index.ts"
import { checkConfig } from "../parse.ts"

interface NewProject {
  /** Raw files by absolute path, and the folders below `data/raw` that they go into. */
  readonly files: readonly { readonly path: string; readonly folders: readonly string[] }[]
  /** Addresses that the files were fetched from; empty when they lay on this disk. */
  readonly from: readonly string[]
  readonly target: TargetSpec
  readonly task: Task
  /** Text of schema.yaml. */
  readonly schema: string
  /** What was guessed of how text files are written. */
  readonly reading: Readonly<Record<string, string | number>>
  readonly overrides: readonly { readonly key: string; readonly value: unknown }[]
}

/**
 * Write all files of a new project. `mlwright.yaml` comes last: without it the folder is no project, so an interrupted call
 * leaves nothing that looks finished.
 */
export async function writeProject(
  root: string,
  project: NewProject,
): Promise<{ readonly files: readonly string[]; readonly notes: readonly string[] }> {
  const raw = rawPaths(root, project.files)
  const settings = settingsText(
    raw.map(({ path }) => path),
    project,
  )
  const texts = {
    [projectPaths.schema]: project.schema,
    [projectPaths.pipeline]: pipelineText(
      raw.map(({ path }) => path),
      project.task,
    ),
    [projectPaths.userFeatures]: userFeaturesText,
    [projectPaths.settings]: settings,
  }
  const pointers = raw.flatMap(({ path }) => [path, `${path}.dvc`])
  const files = [...Object.keys(texts), ...pointers]
  return allOrNothing(root, files, async () => {
    const notes = await adoptGit(root)
    const skeleton = await initDvc(root)
    const workspace = await openWorkspace(root)
    for (const { from, path } of raw) {
      await copyRaw(from, join(root, path))
      await trackPath(workspace, join(root, path))
    }
    for (const path of [projectPaths.machine, ".env", "node_modules", "dvc_plots"]) await ignoreInGit(join(root, path))
    for (const [path, text] of Object.entries(texts)) await writeFileAtomic(join(root, path), text)
    return { files: [...files, ...skeleton, ".gitignore"], notes }
  })
}

/** When the work fails, what it made goes and what was there before stays, so that the same call can be made again. */
async function allOrNothing<T>(root: string, files: readonly string[], work: () => Promise<T>): Promise<T> {
  const folders = [".git", ".dvc", projectPaths.machine, "data", projectPaths.rawData, "src"]
  const paths = [...folders, ...files, ".dvcignore", ".gitignore", `${projectPaths.rawData}/.gitignore`]
  const made = paths.filter((path) => !existsSync(join(root, path)))
  try {
    return await work()
  } catch (error) {
    for (const path of made) await rm(join(root, path), { recursive: true, force: true })
    throw error
  }
}

/** Without git a project works, but no version can be traced to its code. */
async function adoptGit(root: string): Promise<readonly string[]> {
  try {
    await ensureGit(root)
    return []
  } catch (error) {
    if (error instanceof KnownError && error.code === "version.git-missing") return [`${error.message}; ${error.hint}`]
    throw error
  }
}

/** Where each file goes below `data/raw`; files of one name get a number. */
function rawPaths(
  root: string,
  files: NewProject["files"],
): readonly { readonly from: string; readonly path: string }[] {
  const taken = new Set<string>()
  return files.map(({ path: from, folders }) => {
    const [, stem = "", extension = ""] = /^(.+?)((?:\.\w+)?\.(?:gz|zst|zip)|\.\w+)?$/i.exec(basename(from)) ?? []
    const start = [...folders, stem].join("/")
    let name = `${start}${extension}`
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${start}-${number}${extension}`
    taken.add(name.toLowerCase())
    return { from: resolve(root, from), path: `${projectPaths.rawData}/${name}` }
  })
}

async function copyRaw(from: string, to: string): Promise<void> {
  if (from === to) return
  await withFileErrors("write", to, async () => {
    await mkdir(join(to, ".."), { recursive: true })
    const temporary = `${to}.${process.pid}.tmp`
    try {
      await copyFile(from, temporary, constants.COPYFILE_FICLONE)
      if (existsSync(to)) await rm(to)
      await rename(temporary, to)
    } finally {
      await rm(temporary, { force: true })
    }
  })
}

/** What a stage names of a project with two classes. */
const decision = { threshold: "costs", costs: { falsePositive: 1, falseNegative: 1 } }

/** Each section that a stage names in dvc.yaml stands in the file, because DVC reads the file and knows no defaults. */
function settingsText(files: readonly string[], { from, target, task, reading, overrides }: NewProject): string {
  const document = new Document({
    data: { files, ...(from.length === 0 ? {} : { from }), ...reading },
    target: { ...target },
    task,
    split: { testShare: 0.2, seed: 1 },
    validate: { drift: "warn" },
    features: { targetEncoding: true },
    train: { budgetSeconds: 60, seed: 1, warmStart: "never" },
    model: { onnx: "auto" },
    evaluate: { primary: "auto", ...(task === "binary" ? decision : {}) },
  })
  document.commentBefore = ` Settings of this project. What each means, its value and default: mlwright config explain\n Change one by hand, with mlwright config set, or for one call with --set section.key=value`
  for (const { key, value } of overrides) document.setIn(key.split("."), value)
  checkConfig(document.toJS(), projectPaths.settings)
  return document.toString({ lineWidth: 0, indentSeq: false })
}

const userFeaturesText = `// Features of your own: plain functions of a row, run by the same code in training, batch and serving.
// Each entry becomes a column; a row holds the table's columns, a missing value is null, a date is milliseconds since 1970.
//
//   export const rowFeatures = {
//     rooms_per_household: (row) => Number(row.total_rooms) / Number(row.households),
//   }

export const rowFeatures = {}
`
