import { isPlainObject } from "../base/index.ts"
import type { Pipeline } from "../pipeline/index.ts"
import { type GitTag, listTags } from "../version/index.ts"

/** A model as the tags of git have it, in the form of GTO. */
export interface ReleasedModel {
  /** With the folder of its `dvc.yaml` before a colon, when it is not at the root. */
  readonly name: string
  /** What `artifacts` of `dvc.yaml` says of it now. */
  readonly path?: string
  readonly type?: string
  readonly description?: string
  /** The newest first. */
  readonly versions: readonly Release[]
  /** The version each stage has now. */
  readonly stages: Readonly<Record<string, string>>
  readonly isDeprecated: boolean
}

/** A version of a model: a tagged commit. */
export interface Release {
  /** Such as `v1.2.3`. */
  readonly version: string
  readonly commit: string
  /** Seconds since 1970. */
  readonly taggedAt: number
  readonly tagger: string
}

/**
 * The models of a repository: those its tags name, replayed in the order they were made, and those in `artifacts` of `dvc.yaml`.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function listReleases(root: string, pipeline: Pipeline | undefined): Promise<readonly ReleasedModel[]> {
  const models = replayed(await listTags(root))
  const artifacts = artifactsOf(root, pipeline)
  const names = [...new Set([...artifacts.keys(), ...models.keys()])].toSorted()
  return names.map((name) => {
    const { versions, assigned, isDeprecated } = models.get(name) ?? {
      versions: [],
      assigned: new Map(),
      isDeprecated: false,
    }
    return {
      name,
      ...artifacts.get(name),
      versions: versions.toReversed(),
      stages: Object.fromEntries(
        [...assigned].flatMap(([stage, commit]) => {
          // Known only now: a version and its stage may be tagged within one second, and then stand in any order.
          const version = versions.findLast((one) => one.commit === commit)?.version
          return version === undefined ? [] : [[stage, version]]
        }),
      ),
      isDeprecated,
    }
  })
}

/** What a tag says; undefined for one that is not about models. */
export function meaningOf(tag: string): TagMeaning | undefined {
  const [, name, rest = ""] = /^([a-zA-Z0-9](?:[\w/=-]*[a-zA-Z0-9])?)([@#].+)$/.exec(tag) ?? []
  if (name === undefined) return undefined
  const model = name.replace("=", ":")
  const [, version, gone] = /^@(v\d+\.\d+\.\d+(?:-[\w.-]+)?)(!)?(?:#\d+)?$/.exec(rest) ?? []
  if (version !== undefined) return { model, kind: gone === undefined ? "registered" : "deregistered", version }
  const [, stage, off] = /^#([\w-]+)(!)?(?:#\d+)?$/.exec(rest) ?? []
  if (stage !== undefined) return { model, kind: off === undefined ? "assigned" : "unassigned", stage }
  return /^@deprecated(?:#\d+)?$/.test(rest) ? { model, kind: "deprecated" } : undefined
}

export type TagMeaning =
  | { readonly model: string; readonly kind: "registered" | "deregistered"; readonly version: string }
  | { readonly model: string; readonly kind: "assigned" | "unassigned"; readonly stage: string }
  | { readonly model: string; readonly kind: "deprecated" }

interface Replayed {
  versions: Release[]
  /** The commit by stage. */
  readonly assigned: Map<string, string>
  isDeprecated: boolean
}

function replayed(tags: readonly GitTag[]): ReadonlyMap<string, Replayed> {
  const models = new Map<string, Replayed>()
  const counter = ({ name }: GitTag): number => Number(/#(\d+)$/.exec(name)?.[1] ?? 0)
  const ordered = tags.toSorted((first, second) => first.taggedAt - second.taggedAt || counter(first) - counter(second))
  for (const tag of ordered) {
    const meaning = meaningOf(tag.name)
    if (meaning === undefined) continue
    const model = models.get(meaning.model) ?? {
      versions: [],
      assigned: new Map<string, string>(),
      isDeprecated: false,
    }
    models.set(meaning.model, model)
    apply(model, meaning, tag)
  }
  return models
}

function apply(model: Replayed, meaning: TagMeaning, { commit, taggedAt, tagger }: GitTag): void {
  switch (meaning.kind) {
    case "registered":
      model.versions.push({ version: meaning.version, commit, taggedAt, tagger })
      model.isDeprecated = false
      break
    case "deregistered":
      model.versions = model.versions.filter(({ version }) => version !== meaning.version)
      break
    case "assigned": {
      model.assigned.set(meaning.stage, commit)
      break
    }
    case "unassigned":
      model.assigned.delete(meaning.stage)
      break
    case "deprecated":
      model.isDeprecated = true
      break
  }
}

type ArtifactFacts = Pick<ReleasedModel, "path" | "type" | "description">

function artifactsOf(root: string, pipeline: Pipeline | undefined): ReadonlyMap<string, ArtifactFacts> {
  const found = (pipeline?.files ?? []).flatMap(({ path, artifacts }) => {
    const folder = path.slice(root.length + 1, -"dvc.yaml".length).replace(/\/$/, "")
    return Object.entries(artifacts).map(([name, facts]) => {
      const { path: file, type, desc } = isPlainObject(facts) ? facts : {}
      return [
        folder === "" ? name : `${folder}:${name}`,
        {
          ...(typeof file === "string" ? { path: file } : {}),
          ...(typeof type === "string" ? { type } : {}),
          ...(typeof desc === "string" ? { description: desc } : {}),
        },
      ] as const
    })
  })
  return new Map(found)
}
