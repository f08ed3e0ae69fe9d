import type { ColumnFacts } from "./facts.ts"
import { nameWords } from "./name-words.ts"

/** Why a column says nothing, or undefined. One value and gaps say something: where the gaps are. */
export function constantReason({ distinct, missing, examples }: ColumnFacts): string | undefined {
  if (distinct === 0) return "every value is missing"
  if (distinct > 1 || missing > 0) return undefined
  return examples[0] === undefined ? "every row has the same value" : `every row has the value "${examples[0]}"`
}

/**
 * Why a column names a row rather than says something about it, or undefined. A number with a fraction never does, however
 * different its values are.
 *
 * @param position of the column in the file, from 0
 */
export function idReason(column: ColumnFacts, position: number): string | undefined {
  const share = column.distinct / Math.max(1, column.rows - column.missing)
  if (column.type !== "integer" && column.type !== "string") return undefined
  if (hasIdName(column.name) && column.allUnique) return "every row has another value and the name is that of an id"
  if (hasIdName(column.name) && share >= 0.9 && column.distinct > fewIds) {
    return "nearly every row has another value and the name is that of an id"
  }
  if (column.rows < fewestRows) return undefined
  return column.type === "integer" ? integerIdReason(column, position) : stringIdReason(column, share)
}

/**
 * The column that orders the rows in time: of dates and datetimes, the one whose name speaks most of the begin of an event;
 * between equals the earliest. Ends of events, changes and births order nothing.
 */
export function chooseTime(features: readonly ColumnFacts[]): ColumnFacts | undefined {
  const candidates = features
    .filter((column) => (column.type === "date" || column.type === "datetime") && column.distinct >= fewestMoments)
    .map((column) => ({ column, score: timeScore(column.name) }))
    .filter(({ score }) => score >= 0)
  candidates.sort((a, b) => b.score - a.score || (a.column.min ?? 0) - (b.column.min ?? 0))
  return candidates[0]?.column
}

function integerIdReason(
  { name, rows, allUnique, unnamed, min, max }: ColumnFacts,
  position: number,
): string | undefined {
  if (!allUnique) return undefined
  const hasNoName = unnamed === true || /^unnamed:? ?\d*$/i.test(name)
  if (position === 0 && hasNoName) return "a first column without a name, and every row has another whole number"
  const isSteady = min !== undefined && max !== undefined && max - min + 1 === rows
  const measures = nameWords(name).some((word) => measureWords.has(word))
  return isSteady && !measures ? "the rows are numbered in it without a gap" : undefined
}

/** One short token a row, such as `id1385950`; several words are a text that may say something. */
function stringIdReason({ meanWords = 1, meanLength = 0 }: ColumnFacts, share: number): string | undefined {
  if (share < 0.95 || meanWords > 1.2 || meanLength > longestId) return undefined
  return share === 1 ? "every row has another short text" : "nearly every row has another short text"
}

function hasIdName(name: string): boolean {
  const words = nameWords(name)
  return idWords.has(words.at(-1) ?? "") || words[0] === "id" || words[0] === "index"
}

function timeScore(name: string): number {
  const words = nameWords(name)
  if (words.some((word) => endWords.has(word))) return -1
  return (words.some((word) => beginWords.has(word)) ? 2 : 0) + (words.some((word) => clockWords.has(word)) ? 1 : 0)
}

/** Under so many rows different values are no wonder. */
const fewestRows = 20

/** Different values of an id that may be a category instead: a shop, a vendor. */
const fewIds = 300

/** Characters; a SHA-256 has 64. */
const longestId = 64

/** Fewer moments than this split nothing into before and after. */
const fewestMoments = 10

const idWords = new Set([
  "id",
  "ids",
  "uuid",
  "guid",
  "key",
  "index",
  "idx",
  "no",
  "nr",
  "number",
  "pk",
  "rowid",
  "sku",
])

/** Numbers without a gap that say something all the same. */
const measureWords = new Set([
  "year",
  "month",
  "week",
  "day",
  "hour",
  "minute",
  "age",
  "rank",
  "period",
  "time",
  "date",
])

const beginWords = new Set([
  "begin",
  "booked",
  "created",
  "departure",
  "event",
  "issued",
  "opened",
  "order",
  "ordered",
  "pickup",
  "purchase",
  "requested",
  "start",
  "started",
])

const clockWords = new Set(["date", "datetime", "day", "time", "timestamp", "ts"])

const endWords = new Set([
  "arrival",
  "birth",
  "birthday",
  "born",
  "closed",
  "completed",
  "deadline",
  "death",
  "delivered",
  "dob",
  "dropoff",
  "due",
  "end",
  "ended",
  "expiry",
  "finish",
  "finished",
  "modified",
  "return",
  "returned",
  "updated",
])
