import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { nearest, readText, writeFileAtomic } from "../../base/index.ts"
import { compareCodePoints, editYamlMap, ignoreInGit, setYamlBlock, type YamlValue } from "../../version/index.ts"
import { stageExists, stageGenerated, unknownStage } from "../errors.ts"
import { checkOutputs } from "../graph/graph.ts"
import { groupKey, stagesNamed } from "../graph/stages-named.ts"
import { workspaceTree } from "../graph/tree.ts"
import { loadFrom, loadPipeline } from "../load/load.ts"
import type { Pipeline, Stage } from "../load/stage.ts"

/** A stage to be written into `dvc.yaml`; paths are written from its folder. */
export interface NewStage {
  readonly name: string
  readonly cmd: string | readonly string[]
  readonly description?: string | undefined
  readonly wdir?: string | undefined
  readonly deps: readonly string[]
  /** `key`, `key1,key2`, `file.yaml:key1,key2`, or `file.yaml:` for all of it. */
  readonly params: readonly string[]
  readonly outs: readonly NewOutput[]
  readonly alwaysChanged: boolean
}

export interface NewOutput {
  readonly path: string
  readonly kind: "outs" | "metrics" | "plots"
  readonly cache: boolean
  readonly persist: boolean
}

/**
 * Write a stage into the `dvc.yaml` of a folder, and keep git away from its cached outputs. The rest of the file stays byte
 * for byte; nothing is written when the stage does not fit the pipeline.
 *
 * @param options `force` to replace one of the same name
 * @throws pipeline.stage-exists, and those of `loadPipeline`
 */
export async function addStage(
  root: string,
  stage: NewStage,
  { folder, force }: { readonly folder: string; readonly force: boolean },
): Promise<Stage> {
  const file = join(resolve(folder), "dvc.yaml")
  const text = existsSync(file) ? await readText(file) : ""
  const edited = setYamlBlock(text, ["stages", stage.name], yamlOf(stage))
  const before = await loadIfThere(root)
  const isKnown = before?.stages.some((one) => one.file === file && [one.key, groupKey(one)].includes(stage.name))
  if (isKnown === true && !force) throw stageExists(stage.name)
  const pipeline = await loadWith(root, file, edited)
  await writeFileAtomic(file, edited)
  const added = pipeline.stages.find((one) => one.file === file && one.key === stage.name)
  if (added === undefined) throw unknownStage(stage.name, undefined, [])
  for (const out of added.outs) if (out.cache) await ignoreInGit(out.file)
  return added
}

/**
 * Say in `dvc.yaml` that a stage stays as it is, whatever it reads, or that it no longer does.
 *
 * @param name address of the stage
 * @param folder absolute; the name is understood from there
 * @throws pipeline.unknown-stage, pipeline.stage-generated
 */
export async function freezeStage(
  root: string,
  name: string,
  { folder, frozen }: { readonly folder: string; readonly frozen: boolean },
): Promise<void> {
  const pipeline = await loadPipeline(root)
  const [stage] = stagesNamed(pipeline, name, folder)
  const names = pipeline.stages.map((one) => one.name)
  if (stage === undefined) throw unknownStage(name, nearest(name, names), names)
  if (stage.group !== undefined) throw stageGenerated(name, stage.group)
  const text = await readText(stage.file)
  const edited = editYamlMap(text, ["stages", stage.key], { frozen: frozen ? true : undefined })
  if (edited !== text) await writeFileAtomic(stage.file, edited)
}

async function loadIfThere(root: string): Promise<Pipeline | undefined> {
  const tree = workspaceTree(root)
  return (await tree.pipelines()).length === 0 ? undefined : loadFrom(tree, root)
}

/** The pipeline as it would be with another text of one file. */
async function loadWith(root: string, file: string, text: string): Promise<Pipeline> {
  const tree = workspaceTree(root)
  const pipeline = await loadFrom(
    {
      ...tree,
      textOf: (path) => (path === file ? Promise.resolve(text) : tree.textOf(path)),
      pipelines: async () => [...new Set([...(await tree.pipelines()), file])],
    },
    root,
  )
  checkOutputs(pipeline.stages)
  return pipeline
}

/** Keys in DVC's order, lists sorted, what is empty left out. */
function yamlOf(stage: NewStage): YamlValue {
  const outputs = (kind: NewOutput["kind"]): YamlValue | undefined =>
    listed(
      stage.outs
        .filter((out) => out.kind === kind)
        .toSorted((first, second) => compareCodePoints(first.path, second.path))
        .map(outputYaml),
    )
  return {
    desc: stage.description,
    cmd: stage.cmd,
    wdir: stage.wdir,
    deps: listed(stage.deps.toSorted(compareCodePoints)),
    params: listed(paramsYaml(stage.params)),
    outs: outputs("outs"),
    metrics: outputs("metrics"),
    plots: outputs("plots"),
    always_changed: stage.alwaysChanged ? true : undefined,
  }
}

function listed(items: readonly YamlValue[]): YamlValue | undefined {
  return items.length === 0 ? undefined : items
}

function outputYaml({ path, cache, persist }: NewOutput): YamlValue {
  if (cache && !persist) return path
  return { [path]: { cache: cache ? undefined : false, persist: persist ? true : undefined } }
}

/** Keys of `params.yaml` first, then the other files by name. */
function paramsYaml(params: readonly string[]): readonly YamlValue[] {
  const files = new Map<string, readonly string[]>()
  for (const param of params) {
    const colon = param.lastIndexOf(":")
    const file = colon === -1 ? "params.yaml" : param.slice(0, colon)
    const keys = param
      .slice(colon + 1)
      .split(",")
      .filter((key) => key !== "")
    files.set(file, [...new Set([...(files.get(file) ?? []), ...keys])].toSorted(compareCodePoints))
  }
  const own = files.get("params.yaml") ?? []
  files.delete("params.yaml")
  const others = [...files].toSorted(([first], [second]) => compareCodePoints(first, second))
  return [...own, ...others.map(([file, keys]) => ({ [file]: keys.length === 0 ? null : keys }))]
}
