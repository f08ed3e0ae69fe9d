import { formatNumber } from "../base/index.ts"
import type { GateSettings } from "./config.ts"

/** Two models on the same rows, as `comparePaired` of evaluate gives it; `first` is the candidate. */
export interface GateComparison {
  readonly first: number
  readonly second: number
  /** first - second, with its interval */
  readonly difference: number
  readonly interval: readonly [number, number]
  /** The first is better, and the interval leaves no doubt. */
  readonly better: boolean
  /** The first is worse, and the interval leaves no doubt. */
  readonly worse: boolean
}

export interface GateInput {
  readonly metric: string
  readonly lowerIsBetter: boolean
  readonly baseline: GateComparison
  /** Absent when there is no champion yet. */
  readonly champion?: GateComparison & { readonly version: number }
}

export interface GateCheck {
  readonly rule: "baseline" | "champion"
  readonly passed: boolean
  /** In words, with the numbers it was decided on. */
  readonly reason: string
}

export interface GateVerdict {
  readonly passed: boolean
  readonly checks: readonly GateCheck[]
  /** The reasons of the checks that decided: the failed ones, or all when it passed. */
  readonly reasons: readonly string[]
}

/**
 * May the candidate become champion? It must be better than the baseline, by at least the setting at the near end of the interval
 * of the paired difference; and it must not be worse than the champion without doubt, unless that is allowed or what it loses is
 * a negligible part of what the champion gains over the baseline.
 */
export function gate(input: GateInput, settings: GateSettings): GateVerdict {
  const checks = [againstBaseline(input, settings)]
  if (input.champion !== undefined) checks.push(againstChampion(input, input.champion, settings))
  const failed = checks.filter((check) => !check.passed)
  const deciding = failed.length > 0 ? failed : checks
  return { passed: failed.length === 0, checks, reasons: deciding.map((check) => check.reason) }
}

function againstBaseline(input: GateInput, { minImprovementOverBaseline: least }: GateSettings): GateCheck {
  const { baseline, lowerIsBetter } = input
  const nearEnd = lowerIsBetter ? -baseline.interval[1] : baseline.interval[0]
  const passed = baseline.better && nearEnd >= least
  const facts = `${compared(input.metric, baseline, "the baseline")}`
  if (passed) return { rule: "baseline", passed, reason: `better than the baseline: ${facts}` }
  const reason = baseline.better
    ? `not better than the baseline by at least ${formatNumber(least)}: ${facts}`
    : `not better than the baseline beyond doubt: ${facts}`
  return { rule: "baseline", passed, reason }
}

function againstChampion(
  input: GateInput,
  champion: NonNullable<GateInput["champion"]>,
  { allowWorseThanChampion, championTolerance }: GateSettings,
): GateCheck {
  const name = `champion version ${champion.version}`
  const facts = compared(input.metric, champion, name)
  if (!champion.worse) {
    const how = champion.better ? "better than" : "not worse than"
    return { rule: "champion", passed: true, reason: `${how} ${name}: ${facts}` }
  }
  const gain = Math.abs(input.baseline.second - champion.second)
  if (Math.abs(champion.difference) <= championTolerance * gain)
    return { rule: "champion", passed: true, reason: `as good as ${name} within gate.championTolerance: ${facts}` }
  const allowed = allowWorseThanChampion ? ", which gate.allowWorseThanChampion allows" : ""
  return { rule: "champion", passed: allowWorseThanChampion, reason: `worse than ${name}${allowed}: ${facts}` }
}

function compared(metric: string, { first, second, interval }: GateComparison, name: string): string {
  const [low, high] = interval.map(formatNumber)
  return `${metric} ${formatNumber(first)} against ${formatNumber(second)} of ${name}, difference between ${low} and ${high}`
}
