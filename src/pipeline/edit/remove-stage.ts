import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { nearest, readText, withFileErrors, writeFileAtomic } from "../../base/index.ts"
import { editYamlMap, noticeInGit, parseYaml } from "../../version/index.ts"
import { oneOfMany, unknownStage } from "../errors.ts"
import { groupKey, stagesNamed } from "../graph/stages-named.ts"
import { loadPipeline } from "../load/load.ts"
import { lockPathOf } from "../lock/lock-file.ts"

export interface RemoveOptions {
  /** Absolute; the name is understood from there. */
  readonly folder: string
  /** Remove what it wrote from the workspace too; the cache keeps it. */
  readonly outs: boolean
}

/**
 * Take a stage out of its `dvc.yaml` and lock, and its outputs out of `.gitignore`, as `dvc remove` does. The rest of the files
 * stays byte for byte; a file without stages that says nothing else goes too.
 *
 * @returns absolute paths of its outputs
 * @throws pipeline.unknown-stage, pipeline.one-of-many, and those of `loadPipeline`
 */
export async function removeStage(
  root: string,
  name: string,
  { folder, outs }: RemoveOptions,
): Promise<readonly string[]> {
  const pipeline = await loadPipeline(root)
  const stages = stagesNamed(pipeline, name, folder)
  const [first] = stages
  const names = pipeline.stages.map((stage) => stage.name)
  if (first === undefined || name.endsWith("dvc.yaml")) throw unknownStage(name, nearest(name, names), names)
  const made = pipeline.stages.filter(({ file, group }) => file === first.file && group === first.group)
  if (first.group !== undefined && stages.length < made.length) throw oneOfMany(first.name, first.group)
  await dropKeys(first.file, [groupKey(first) ?? first.key])
  await dropKeys(
    lockPathOf(first),
    stages.map(({ key }) => key),
  )
  const written = stages.flatMap((stage) => stage.outs)
  for (const { file, cache } of written) {
    if (outs) await withFileErrors("write", file, () => rm(file, { recursive: true, force: true }))
    if (cache) await noticeInGit(file)
  }
  return written.map(({ file }) => file)
}

/** Of the keys below `stages`. */
async function dropKeys(path: string, keys: readonly string[]): Promise<void> {
  if (!existsSync(path)) return
  const before = await readText(path)
  const edited = keys.reduce((text, key) => editYamlMap(text, ["stages"], { [key]: undefined }), before)
  const parsed = parseYaml(edited)
  const { stages, schema: _, ...others } = ("value" in parsed ? parsed.value : {}) as Readonly<Record<string, unknown>>
  const isEmpty = stages === null || Object.keys(stages ?? {}).length === 0
  if (isEmpty && Object.keys(others).length === 0) await withFileErrors("write", path, () => rm(path))
  else await writeFileAtomic(path, isEmpty ? editYamlMap(edited, [], { stages: undefined }) : edited)
}
