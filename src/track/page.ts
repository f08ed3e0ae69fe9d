import { maxResultsInvalid, pageTokenInvalid } from "./errors.ts"
import type { Page, Paging } from "./experiment.ts"

/** Which rows of an ordered result to read. `limit` is one more than asked for: that row only says that there is more. */
export interface Slot {
  readonly offset: number
  readonly limit: number
}

export interface PageLimits {
  readonly default: number
  readonly most: number
}

/** @throws track.max-results-invalid, track.page-token-invalid */
export function slotOf(paging: Paging, limits: PageLimits = { default: 1000, most: 50_000 }): Slot {
  const wanted = paging.maxResults ?? limits.default
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > limits.most) throw maxResultsInvalid(wanted, limits.most)
  return { offset: offsetOf(paging.pageToken), limit: wanted + 1 }
}

/** The page, with a token only if rows are left. */
export function pageOf<T>(rows: readonly T[], slot: Slot): Page<T> {
  const size = slot.limit - 1
  if (rows.length <= size) return { items: rows }
  return { items: rows.slice(0, size), nextPageToken: tokenOf(slot.offset + size) }
}

function tokenOf(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString("base64url")
}

function offsetOf(token: string | undefined): number {
  if (token === undefined || token === "") return 0
  const text = Buffer.from(token, "base64url").toString("utf8")
  const offset = Number(/^\{"offset":(\d{1,15})\}$/.exec(text)?.[1] ?? Number.NaN)
  if (Number.isNaN(offset)) throw pageTokenInvalid(token)
  return offset
}
