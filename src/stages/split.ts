import { z } from "zod"
import { type Random, shuffle } from "../base/index.ts"
import type { Task } from "../schema/index.ts"
import { groupMissing, groupSingle, splitColumnMissing, stratifiedNotForTask, timeMissing } from "./errors.ts"

export const splitSettings = z.strictObject({
  method: z
    .enum(["auto", "random", "stratified", "time", "group", "column"])
    .default("auto")
    .describe(
      "Which rows are held out: auto takes those that column names when it is set, whole groups when group is set, the latest rows when a time column is set, the same class shares for classes, else any rows",
    ),
  testShare: z.number().gt(0).lt(1).default(0.2).describe("Share of the rows held out for the final evaluation"),
  group: z.string().min(1).optional().describe("Column whose equal values stay on one side of the split"),
  column: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Column that says of each row whether it is held out, for a test set that is given. In schema.yaml its role has to be ignored, which init --set split.column=NAME writes",
    ),
  heldOut: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .default(["test"])
    .describe("Values of split.column that hold a row out; rows with any other value, or none, train"),
  refit: z
    .enum(["auto", "always", "never"])
    .default("auto")
    .describe(
      "Whether what was chosen is fitted once more on all rows, the held-out ones included, after which that model is the one that ships; scores and the gate are of the model that has not seen them, which is kept beside it. auto does it unless split.column names the test rows or the rows do not fit features.memoryMegabytes twice",
    ),
  seed: z.int().nonnegative().default(1).describe("Seed of the choice of held-out rows"),
})
export type SplitSettings = z.output<typeof splitSettings>

export interface SplitInput {
  readonly rows: number
  readonly task: Task
  /** rows long; number or class index */
  readonly target: Float64Array
  /** rows long, milliseconds; present when the schema has a time column */
  readonly time?: Float64Array
  /** rows long, group numbers; present when `split.group` is set */
  readonly groups?: Int32Array
  /** rows long, 1 where `split.column` holds the row out; present when it is set */
  readonly held?: Uint8Array
}

export interface Split {
  readonly method: "random" | "stratified" | "time" | "group" | "column"
  /** Row numbers, ascending (time: in order of time). */
  readonly train: Int32Array
  readonly test: Int32Array
}

/**
 * Which rows train and which are never seen before the evaluation. Both sides get at least one row.
 *
 * @throws stages.group-missing, stages.group-single, stages.time-missing, stages.split-column-missing,
 * stages.stratified-not-for-task
 */
export function splitRows(input: SplitInput, settings: SplitSettings, random: Random): Split {
  const method = chooseMethod(input, settings)
  switch (method) {
    case "time":
      return { method, ...lastByTime(input, settings.testShare) }
    case "group":
      return { method, ...wholeGroups(input, settings.testShare, random) }
    case "column":
      return {
        method,
        ...sides(
          input.rows,
          [...allRows(input.rows)].filter((row) => input.held![row] === 1),
        ),
      }
    case "stratified":
      return { method, ...byClass(input, settings.testShare, random) }
    case "random":
      return { method, ...cut(shuffle(allRows(input.rows), random), settings.testShare) }
  }
}

function chooseMethod(input: SplitInput, settings: SplitSettings): Split["method"] {
  if (settings.method === "group" && input.groups === undefined) throw groupMissing()
  if (settings.method === "time" && input.time === undefined) throw timeMissing()
  if (settings.method === "stratified" && input.task === "regression") throw stratifiedNotForTask(input.task)
  if (settings.method === "column" && input.held === undefined) throw splitColumnMissing()
  if (settings.method !== "auto") return settings.method
  if (input.held !== undefined) return "column"
  if (input.groups !== undefined) return "group"
  if (input.time !== undefined) return "time"
  return input.task === "regression" ? "random" : "stratified"
}

/** Rows without a time count as the earliest, so that they never stand for the future. */
function lastByTime(input: SplitInput, share: number): Sides {
  const time = input.time!
  const known = (row: number): number => (Number.isNaN(time[row]!) ? Number.NEGATIVE_INFINITY : time[row]!)
  const ordered = allRows(input.rows).sort((a, b) => (known(a) === known(b) ? a - b : known(a) < known(b) ? -1 : 1))
  const held = heldOut(input.rows, share)
  return { train: ordered.slice(0, input.rows - held), test: ordered.slice(input.rows - held) }
}

function wholeGroups(input: SplitInput, share: number, random: Random): Sides {
  const byGroup = Map.groupBy(allRows(input.rows), (row) => input.groups![row]!)
  if (byGroup.size < 2) throw groupSingle()
  const order = shuffle([...byGroup.keys()], random)
  const wanted = heldOut(input.rows, share)
  const test: number[] = []
  for (const group of order.slice(1)) {
    if (test.length >= wanted) break
    test.push(...byGroup.get(group)!)
  }
  return sides(input.rows, test)
}

function byClass(input: SplitInput, share: number, random: Random): Sides {
  const byLabel = Map.groupBy(allRows(input.rows), (row) => input.target[row]!)
  // Of two classes both must be held out, or the rows say nothing of how well they are told apart; of many, the rare ones need not.
  const least = byLabel.size === 2 ? 1 : 0
  const test: number[] = []
  for (const label of [...byLabel.keys()].sort((a, b) => a - b)) {
    const rows = shuffle([...byLabel.get(label)!], random)
    test.push(...rows.slice(0, Math.min(rows.length - 1, Math.max(least, Math.round(rows.length * share)))))
  }
  return test.length > 0 ? sides(input.rows, test) : cut(shuffle(allRows(input.rows), random), share)
}

function cut(order: Int32Array, share: number): Sides {
  return sides(order.length, [...order.subarray(0, heldOut(order.length, share))])
}

function sides(rows: number, test: readonly number[]): Sides {
  const held = new Set(test)
  return { train: allRows(rows).filter((row) => !held.has(row)), test: Int32Array.from(test).sort() }
}

const heldOut = (rows: number, share: number): number => Math.min(rows - 1, Math.max(1, Math.round(rows * share)))
const allRows = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row)

interface Sides {
  readonly train: Int32Array
  readonly test: Int32Array
}
