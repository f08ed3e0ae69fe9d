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

export interface GateVerdict {
  readonly passed: boolean
  readonly checks: readonly {
    readonly rule: "baseline" | "champion"
    readonly passed: boolean
    readonly reason: string
  }[]
  /** The reasons of the checks that decided: the failed ones, or all when it passed. */
  readonly reasons: readonly string[]
}

export declare function gate(input: GateInput, settings: GateSettings): GateVerdict
