import { parseLock } from "../pipeline/index.ts"
import { editYamlMap, parseYaml, setYamlBlock, type ThreeTexts, type YamlValue } from "../version/index.ts"

export interface MergedLock {
  readonly text: string
  /** Stages that both sides ran anew, with other outcomes: ours stayed, and a run makes them what they must be. */
  readonly kept: readonly string[]
}

/**
 * Merge two versions of `dvc.lock` stage by stage. There is no conflict: an entry says what a stage made of its inputs, and
 * when the merged inputs are others the next run finds that out.
 *
 * @throws pipeline.lock-conflict, pipeline.lock-invalid
 */
export function mergeLocks(texts: ThreeTexts, path: string): MergedLock {
  const [base, ours, theirs] = [texts.base, texts.ours, texts.theirs].map((text) => stagesOf(text, path)) as [
    Stages,
    Stages,
    Stages,
  ]
  let text = texts.ours
  const kept: string[] = []
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [was, our, their] = [base, ours, theirs].map((stages) => textOf(stages.get(name)))
    if (our === their || their === was) continue
    if (our !== was && our !== undefined) {
      kept.push(name)
      continue
    }
    const entry = theirs.get(name)
    if (entry !== undefined) text = setYamlBlock(text === "" ? "schema: '2.0'\n" : text, ["stages", name], entry)
    else if (our !== undefined) text = editYamlMap(text, ["stages"], { [name]: undefined })
  }
  return { text, kept }
}

type Stages = ReadonlyMap<string, YamlValue>

function stagesOf(text: string, path: string): Stages {
  parseLock(text, path)
  const parsed = parseYaml(text)
  const value = "value" in parsed ? parsed.value : null
  const stages = (value as { readonly stages?: Readonly<Record<string, YamlValue>> } | null)?.stages ?? {}
  return new Map(Object.entries(stages))
}

function textOf(value: YamlValue | undefined): string | undefined {
  if (value === undefined) return undefined
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? `${part}n` : part))
}
