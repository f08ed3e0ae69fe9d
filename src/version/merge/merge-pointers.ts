import { statSync } from "node:fs"
import { keepManifest } from "../objects/keep-text.ts"
import { isTrusted, manifestOf, objectPath } from "../objects/objects.ts"
import type { ManifestEntry, Snapshot } from "../objects/snapshot.ts"
import { outputEntry, parsePointer } from "../tracking/pointer.ts"
import type { Workspace } from "../workspace.ts"
import { editYamlMap } from "../yaml/edit.ts"
import { mergeManifests } from "./merge-manifests.ts"
import { mergeTexts, type ThreeTexts } from "./merge-texts.ts"

export interface MergedPointer {
  /** With git's markers where it is not clean. */
  readonly text: string
  /** What both sides changed in different ways, in words; empty when all is merged. */
  readonly conflicts: readonly string[]
}

/**
 * Merge what two sides say in a `.dvc` file. Of a folder that both changed the files are merged one by one, and the new
 * manifest is put into the cache; everything else of the file is merged as text.
 *
 * @param path absolute path of the `.dvc` file
 * @throws version.pointer-invalid, version.pointer-conflict, version.object-corrupt, version.git-failed
 */
export async function mergePointers(workspace: Workspace, path: string, texts: ThreeTexts): Promise<MergedPointer> {
  const sides = { base: texts.base.trim() === "" ? "outs: []\n" : texts.base, ours: texts.ours, theirs: texts.theirs }
  const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map((text) => parsePointer(text, path).outs)
  const conflicts: string[] = []
  let same: ThreeTexts = texts
  for (const [index, our] of (ours ?? []).entries()) {
    const their = theirs?.find((out) => out.path === our.path)
    const was = base?.find((out) => out.path === our.path)?.snapshot
    if (our.snapshot === undefined || their?.snapshot === undefined || their.snapshot.md5 === our.snapshot.md5) continue
    const merged = await mergeSnapshots(workspace, { was, our: our.snapshot, their: their.snapshot, path: our.path })
    if ("conflicts" in merged) {
      conflicts.push(...merged.conflicts)
      continue
    }
    const places = { base: base?.findIndex(named(our.path)), ours: index, theirs: theirs?.findIndex(named(our.path)) }
    same = withSnapshot(same, places, merged)
  }
  const { text, isClean } = await mergeTexts(workspace.root, same)
  if (!isClean && conflicts.length === 0) conflicts.push("lines that both sides changed")
  return { text, conflicts }
}

function named(path: string): (out: { readonly path: string }) => boolean {
  return (out) => out.path === path
}

/** All three say the same of an output, so that nothing of it is left to merge. */
function withSnapshot(
  texts: ThreeTexts,
  places: { readonly [Side in keyof ThreeTexts]: number | undefined },
  snapshot: Snapshot,
): ThreeTexts {
  const edited = (side: keyof ThreeTexts): string => {
    const index = places[side] ?? -1
    return index === -1 ? texts[side] : editYamlMap(texts[side], ["outs", index], outputEntry(snapshot))
  }
  return { base: edited("base"), ours: edited("ours"), theirs: edited("theirs") }
}

interface ThreeSnapshots {
  readonly was: Snapshot | undefined
  readonly our: Snapshot
  readonly their: Snapshot
  readonly path: string
}

async function mergeSnapshots(
  workspace: Workspace,
  { was, our, their, path }: ThreeSnapshots,
): Promise<Snapshot | { readonly conflicts: readonly string[] }> {
  if (our.md5 === was?.md5) return their
  if (their.md5 === was?.md5) return our
  const isMergeable = our.isDir && their.isDir && (was === undefined || was.isDir)
  const isLegacy = [our, their, was].some((one) => one?.isLegacy === true)
  if (!isMergeable || isLegacy) return { conflicts: [`${path}: both sides changed it`] }
  for (const one of [was, our, their])
    if (one !== undefined && !(await isTrusted(workspace, one)))
      return { conflicts: [`${path}: the manifest ${one.md5} is not in the cache; mlwright fetch gets it`] }
  const entriesOf = async (one: Snapshot | undefined): Promise<readonly ManifestEntry[]> =>
    one === undefined ? [] : manifestOf(workspace, one, path)
  const [before, mine, other] = [await entriesOf(was), await entriesOf(our), await entriesOf(their)]
  const { entries, conflicts } = mergeManifests(before, mine, other)
  if (conflicts.length > 0)
    return { conflicts: conflicts.map((relpath) => `${path}/${relpath}: both sides changed it`) }
  const md5 = await keepManifest(workspace, entries)
  return { md5, size: sizeOf(workspace, entries, { was, our, their }), isDir: true, nfiles: entries.length }
}

/** Of the objects when all are here; else what both sides added to the base. */
function sizeOf(
  workspace: Workspace,
  entries: readonly ManifestEntry[],
  { was, our, their }: Omit<ThreeSnapshots, "path">,
): number {
  let sum = 0
  for (const { md5 } of entries) {
    const stat = statSync(objectPath(workspace, { md5 }), { throwIfNoEntry: false })
    if (stat === undefined) return our.size + their.size - (was?.size ?? 0)
    sum += stat.size
  }
  return sum
}
