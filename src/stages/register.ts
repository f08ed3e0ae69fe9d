import { cp, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { canonicalJson, type Json, writeFolderAtomic } from "../base/index.ts"
import type { GateVerdict, ModelVersion } from "../registry/index.ts"
import type { StageContext } from "./context.ts"
import { type Court, championOf, judge } from "./judge.ts"
import { projectPaths } from "./paths.ts"

export interface RegisterInput extends Court {
  /** Folder that receives the complete artifact before it is registered. */
  readonly artifact: string
  /** Says which model and evaluation this is; the same key is registered once. */
  readonly key: string
  readonly lineage: Json
  readonly runId?: string
  readonly modelId?: string
}

export interface Registered {
  readonly version: ModelVersion
  readonly verdict: GateVerdict
}

/** `model/` with its evaluation becomes a version; when it passes the gate, the champion. */
export async function registerStage(context: StageContext, input: RegisterInput): Promise<Registered> {
  await completeArtifact(context.root, input)
  const basis = basisOf(await championOf(input), input)
  const verdict = await judge(context, input)
  const version = await input.registry.versions.register({
    name: input.model,
    folder: input.artifact,
    lineage: input.lineage,
    tags: { [keyTag]: input.key, [verdictTag]: canonicalJson(verdict), [basisTag]: basis },
    ...(input.runId === undefined ? {} : { runId: input.runId }),
    ...(input.modelId === undefined ? {} : { modelId: input.modelId }),
  })
  return crown(input, version, verdict)
}

/** The version that was registered under this key, if any, with what the gate said. */
export async function findRegistered(court: Court, key: string): Promise<Registered | undefined> {
  const { items } = await court.registry.models.search({})
  if (!items.some(({ name }) => name === court.model)) return undefined
  const version = (await court.registry.versions.list(court.model)).find(({ tags }) => tags[keyTag] === key)
  const verdict = version === undefined ? undefined : verdictOf(version)
  return version === undefined || verdict === undefined ? undefined : { version, verdict }
}

/** What the gate said when it last judged the version; undefined for one that was registered by other means. */
export function verdictOf({ tags }: ModelVersion): GateVerdict | undefined {
  const verdict = tags[verdictTag]
  return verdict === undefined ? undefined : (JSON.parse(verdict) as GateVerdict)
}

/**
 * Does the verdict still hold? Not when another champion came or the gate's settings changed since, nor when a run ended between
 * the verdict and the alias. A champion stays one, and a version that lost the alias by hand does not take it back by itself.
 */
export async function verdictHolds(court: Court, { version, verdict }: Registered): Promise<boolean> {
  const champion = await championOf(court)
  if (champion?.version === version.version) return true
  if (version.tags[basisTag] !== basisOf(champion, court)) return false
  if (!verdict.passed) return true
  const history = await court.registry.versions.history(version.name, version.version)
  return history.some(({ kind, to }) => kind === "alias-set" && to === court.champion)
}

/** A version registered before, made again after the champion or the gate changed: judged by what holds now. */
export async function judgeAgain(context: StageContext, court: Court, version: ModelVersion): Promise<Registered> {
  const basis = basisOf(await championOf(court), court)
  const verdict = await judge(context, court)
  await court.registry.versions.setTag(version, verdictTag, canonicalJson(verdict))
  await court.registry.versions.setTag(version, basisTag, basis)
  return crown(court, version, verdict)
}

async function crown(court: Court, version: ModelVersion, verdict: GateVerdict): Promise<Registered> {
  const { versions } = court.registry
  if (verdict.passed) await versions.setAlias(version, court.champion, { reason: verdict.reasons.join("; ") })
  return { version: await versions.get(version.name, version.version), verdict }
}

/** The artifact as it is shipped: what training wrote, what the evaluation found, and where it all came from. */
async function completeArtifact(root: string, input: RegisterInput): Promise<void> {
  await writeFolderAtomic(input.artifact, async (folder) => {
    await cp(join(root, projectPaths.model), folder, { recursive: true })
    await cp(join(root, projectPaths.metrics), join(folder, "metrics.json"))
    await cp(join(root, projectPaths.card), join(folder, "card.md"))
    await writeFile(join(folder, "lineage.json"), `${JSON.stringify(input.lineage, null, 2)}\n`)
  })
}

/** What a verdict stood on, besides the model itself. */
const basisOf = (champion: ModelVersion | undefined, { gate }: Court): string =>
  canonicalJson({ champion: champion?.version ?? null, gate })

const keyTag = "mlwright.key"
const verdictTag = "mlwright.gate"
const basisTag = "mlwright.gate.basis"
