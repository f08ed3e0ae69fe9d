import { formatNumber } from "../base/index.ts"

/** What a report says of a model besides its scores; what is not known is left out of the page. */
export interface About {
  readonly model: string
  readonly version?: string
  /** What the model is for, in a person's words. */
  readonly objective?: string
  readonly target: { readonly name: string; readonly expression?: string; readonly unit?: string }
  readonly data: AboutData
  readonly preparation: AboutPreparation
  readonly training: AboutTraining
  /** Terms and values such as run, code commit, data hash, seed, time; shown in this order. */
  readonly lineage: readonly (readonly [string, string])[]
}

interface AboutData {
  readonly files: readonly string[]
  readonly trainRows: number
  readonly testRows: number
  /** Rows the shipped model was fitted on once more after it was judged; absent when it was not. */
  readonly refitRows?: number
  /** How the held-out rows were chosen, such as `the latest 20 % by pickup_datetime`. */
  readonly split?: string
}

interface AboutPreparation {
  /** Columns that are read, and features made of them. */
  readonly inputs: number
  readonly features: number
  /** Columns left out, and why. */
  readonly dropped: readonly { readonly column: string; readonly reason: string }[]
}

interface AboutTraining {
  /** What was kept, such as `gradient boosting` or `blend of 3`. */
  readonly winner: string
  /** The model whose trees were gone on from, and the boosting rounds that were added. */
  readonly from?: { readonly model: string; readonly rounds: number }
  /** Cross-validated; the score is the primary metric. */
  readonly candidates: readonly {
    readonly name: string
    readonly score: number
    readonly deviation: number
    readonly seconds?: number
    readonly chosen?: boolean
  }[]
}

/** What was kept, and what it went on from. */
export function keptText({ winner, from }: AboutTraining): string {
  const onward = from === undefined ? "" : `, which adds ${formatNumber(from.rounds)} boosting rounds to ${from.model}`
  return `${winner}${onward}`
}

/** How the model that ships differs from the one the scores are of. */
export const shippedText = (refitRows: number): string =>
  `the same fitted once more on all ${formatNumber(refitRows)} rows, those it was judged on included; the scores are of the model before that`
