import { join, matchesGlob, resolve } from "node:path"
import type { Pipeline, Stage } from "../load/stage.ts"

/**
 * The stages a target names, as DVC reads it in a folder: `train` of the `dvc.yaml` there, `../dvc.yaml:train`, `sub/dvc.yaml`.
 * An address from the root is understood anywhere.
 *
 * @param folder absolute; the root when left out
 */
export function stagesNamed({ root, stages }: Pipeline, target: string, folder: string = root): readonly Stage[] {
  const [, path = "dvc.yaml", name] = /^(?:(.*dvc\.yaml):)?(.*)$/s.exec(target) ?? []
  const near = resolve(folder, path)
  const found = stages.filter(
    (stage) => stage.file === near && (stage.key === name || (stage.group !== undefined && groupKey(stage) === name)),
  )
  if (found.length > 0) return found
  const files = [resolve(folder, target), join(root, target)]
  const whole = files.map((file) => stages.filter((stage) => stage.file === file)).find((some) => some.length > 0)
  return whole ?? stages.filter((stage) => stage.name === target || stage.group === target)
}

/**
 * The stages whose names in a file fit a pattern, such as `train-*` or `../dvc.yaml:train-*`; the file itself is none.
 *
 * @param folder absolute; the root when left out
 */
export function stagesLike({ root, stages }: Pipeline, target: string, folder: string = root): readonly Stage[] {
  const [, path = "dvc.yaml", pattern = ""] = /^(?:(.*dvc\.yaml):)?(.*)$/s.exec(target) ?? []
  const near = resolve(folder, path)
  return stages.filter((stage) => {
    const names = [stage.key, ...(stage.group === undefined ? [] : [groupKey(stage) ?? ""])]
    return stage.file === near && names.some((name) => matchesGlob(name, pattern))
  })
}

/** Of a stage that `foreach` or `matrix` made, the key of what made it, in its file; what comes after the first @ is the item. */
export function groupKey({ key, group }: Stage): string | undefined {
  return group === undefined ? undefined : key.slice(0, key.indexOf("@"))
}
