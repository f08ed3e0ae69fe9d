import { basename, join, relative, resolve, sep } from "node:path"
import { nearest } from "../../base/index.ts"
import { targetUnknown } from "../errors.ts"
import type { Tracked } from "./tracked.ts"

/** Tracked data, or a part of a tracked folder. */
export interface Chosen {
  readonly tracked: Tracked
  /** Below its path, with `/`; absent for all of it. */
  readonly below?: string
}

/**
 * What targets name: a `.dvc` file or `dvc.yaml`, tracked data, a file or folder in tracked data, a stage, a folder for all
 * that is tracked below it. None: everything.
 *
 * @param folder absolute; relative targets count from there
 * @throws version.target-unknown
 */
export function chooseTracked(
  tracked: readonly Tracked[],
  targets: readonly string[],
  folder: string,
): readonly Chosen[] {
  if (targets.length === 0) return tracked.map((one) => ({ tracked: one }))
  const chosen = targets.flatMap((target) => {
    const found = chosenBy(tracked, target, resolve(folder, target))
    if (found.length > 0) return found
    const names = tracked.flatMap((one) => [
      relative(folder, one.file),
      relative(folder, one.owner),
      ...(one.stage === undefined ? [] : [one.stage]),
    ])
    throw targetUnknown(target, nearest(target, names))
  })
  const seen = new Set<string>()
  return chosen.filter(({ tracked: one, below = "" }) => {
    const key = `${one.file}\0${below}`
    return !seen.has(key) && seen.add(key)
  })
}

function chosenBy(tracked: readonly Tracked[], target: string, path: string): readonly Chosen[] {
  const whole = tracked.filter((one) => one.owner === path || one.file === path || isStage(one, target, path))
  if (whole.length > 0) return whole.map((one) => ({ tracked: one }))
  const around = tracked.find(({ file }) => path.startsWith(`${file}${sep}`))
  if (around !== undefined)
    return [
      {
        tracked: around,
        below: path
          .slice(around.file.length + 1)
          .split(sep)
          .join("/"),
      },
    ]
  return tracked.filter(({ owner, file }) => isIn(owner, path) || isIn(file, path)).map((one) => ({ tracked: one }))
}

/** By its address from the root, by its name in the folder of its `dvc.yaml`, or by the name of all that were made as it was. */
function isStage({ owner, stage }: Tracked, target: string, path: string): boolean {
  if (stage === undefined) return false
  const key = stage.replace(/^.*dvc\.yaml:/s, "")
  const names = [key, key.replace(/@.*$/s, "")]
  const isNear = names.some((name) => path === join(owner, "..", name) || path === `${owner}:${name}`)
  return isNear || [stage, stage.replace(/@[^/]*$/s, "")].includes(target)
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}${sep}`) && basename(path) !== ""
}
