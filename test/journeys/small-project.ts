/** A project that learns in about a second, and what every refusal of the command must be like. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect } from "vitest"
import { done, mlwright, type Outcome, workFolder } from "./mlwright.ts"

export const header = "width,height,colour,price"

/** The price is a sum of the others. */
export const rows: readonly string[] = Array.from({ length: 60 }, (_, row) => {
  const [width, height] = [row % 17, (row * 7) % 23]
  return `${width},${height},${["red", "green", "blue"][row % 3]},${width * 3 + height + (row % 3)}`
})

export const csv = (head: string, lines: readonly string[]): string => `${[head, ...lines].join("\n")}\n`

/** `mlwright init made` from a table that is written to `table.csv`. */
export function initFrom(folder: string, table: string | Uint8Array, ...args: readonly string[]): Promise<Outcome> {
  writeFileSync(join(folder, "table.csv"), table)
  return mlwright(folder, "init", "made", "--data", "table.csv", "--target", "price", "--yes", ...quick, ...args)
}

/**
 * A project that has run once, made when the first test of the file wants it.
 *
 * @returns what gives a test a copy of its own, with the table beside it as `good.csv`
 */
export function projectThatRan(): () => Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "mlwright-journey-"))
  beforeAll(async () => {
    expect(await initFrom(folder, csv(header, rows))).toMatchObject({ code: 0 })
    await done(join(folder, "made"), "run")
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return async () => {
    const project = join(await workFolder(), 'it\'s "quoted" <☃>', "made")
    cpSync(join(folder, "made"), project, { recursive: true, preserveTimestamps: true })
    rmSync(join(project, ".mlwright/logs"), { recursive: true }) // a test hears only of its own runs
    writeFileSync(join(project, "good.csv"), csv(header, rows))
    return project
  }
}

/** What an error must say. */
export interface Refusal {
  /** 2 the user, 3 the environment, 4 the answer is no. */
  readonly exit: 2 | 3 | 4
  readonly code: string
  readonly message?: RegExp
  /** The fix must be in it. */
  readonly hint: RegExp
}

/** The outcome is this refusal, told as one document, without a trace of the program's inside. */
export function expectRefused(outcome: Outcome, { exit, code, message = /./, hint }: Refusal): void {
  const said = `${outcome.stdout}\n${outcome.stderr}`
  expect(outcome.code, said).toBe(exit)
  expect(outcome.stdout.trim().split("\n"), said).toHaveLength(1)
  const { error } = outcome.json
  const own = error.code === "pipeline.step-failed" ? error.detail.cause : error
  expect(own.code, said).toBe(code)
  expect(error.blame).toBe({ 2: "user", 3: "environment", 4: "gate" }[exit])
  expect(error.message).toMatch(message)
  expect(error.message).not.toMatch(/\.$/)
  expect(error.hint).toMatch(hint)
  expect(said).not.toMatch(/\n\s+at .*:\d+/)
}

/** Every path below a folder but those of git and of the records; to compare before and after. */
export function tree(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" })
  return entries.filter((path) => !/(^|\/)\.(git|mlwright)(\/|$)/.test(path)).sort()
}

/** What is being written has a name of its own until it is whole; none may stay. */
export function halfWritten(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" })
  return entries.filter(
    // what a killed search can go on from is kept on purpose
    (path) =>
      !/^\.git\/|^\.dvc\/tmp\/|^\.mlwright\/tmp\/search_/.test(path) && /\.tmp$|\.tmp-|\.incoming-|\/tmp\/./.test(path),
  )
}

/** The least work that still tries everything. */
const quick = ["--set", "train.budgetSeconds=1", "--set", "evaluate.bootstrapSamples=50"]
