import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { dataSettings, type Profile, profileFiles } from "../table/index.ts"
import { exploreNotebook } from "./explore-notebook.ts"
import { explorePage } from "./explore-page.ts"

async function profileOf(csv: string, target?: string): Promise<Profile> {
  const root = await mkdtemp(join(tmpdir(), "mlwright-report-"))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await writeFile(join(root, "table.csv"), csv)
  return profileFiles(["table.csv"], {
    settings: dataSettings.parse({}),
    root,
    temporary: join(root, "tmp"),
    ...(target === undefined ? {} : { target: { name: target } }),
  })
}

const sections = (page: string): readonly string[] =>
  [...page.matchAll(/<section[^>]* id="([^"]+)"/g)].map(([, id]) => id!)

/** Trips: the price follows the distance, the fee rises halfway, the end gives the duration away. */
const trips = [
  "started,ended,distance,fee,kind,duration",
  ...Array.from({ length: 400 }, (_none, row) => {
    const start = Date.UTC(2024, 0, 1) + row * 3_600_000
    const distance = (row * 37) % 101
    const duration = distance * 60 + ((row * 53) % 97)
    const cells = [new Date(start), new Date(start + duration * 1000)].map((date) => date.toISOString().slice(0, 19))
    return [...cells, distance, (row < 200 ? 5 : 9) + (row % 3), row % 4 === 0 ? "" : "ab"[row % 2], duration].join(",")
  }),
].join("\n")

it("says what tells of the target, what gives it away, what goes together and what changes with time", async () => {
  const page = await explorePage(await profileOf(trips, "duration"), "trips")
  expect(sections(page)).toEqual([
    "advice",
    "target",
    "relations",
    "leaks",
    "together",
    "missing",
    "time",
    "columns",
    "closer",
    "reading",
  ])
  expect(page).toMatch(/<th scope="row"><span class="bad">ended<\/span>/)
  expect(page).toMatch(/<tr><th scope="row">distance<\/th>/)
  expect(page).toMatch(/fee<\/th><td><span class="tag warn">changed/)
})

it("lets columns be found by type and by what is odd of them", async () => {
  const page = await explorePage(await profileOf(trips, "duration"), "trips")
  const rows = [...page.matchAll(/<tr data-tags="([^"]*)"><th scope="row">([^<]*)</g)].map(([, tags, name]) => [
    name,
    tags,
  ])
  expect(rows).toEqual([
    ["started", "datetime used"],
    ["ended", "datetime unused"],
    ["distance", "integer used"],
    ["fee", "integer used drifted"],
    ["kind", expect.stringMatching(/^(category|boolean) used missing$/)],
    ["duration", "integer"],
  ])
  expect(page).toMatch(/<option value="missing">with missing values/)
})

it("leaves out what a table does not have", async () => {
  const page = await explorePage(await profileOf("a\n1\n2\n"), "small")
  expect(sections(page)).toEqual(["advice", "columns", "closer", "reading"])
})

it("stays bounded for many columns that go together", async () => {
  const header = Array.from({ length: 120 }, (_none, column) => `a long name of a column ${column}`)
  const rows = Array.from({ length: 200 }, (_none, row) => header.map((_name, column) => (row * (column + 3)) % 103))
  const page = await explorePage(
    await profileOf([header, ...rows].map((cells) => cells.join(",")).join("\n"), header[0]),
    "wide",
  )
  expect(page.match(/<rect/g)?.length).toBe(1600)
  expect(page.length).toBeLessThan(500_000)
})

it("is told in a notebook of cells that were run and steps that were not, with charts that stand alone", async () => {
  const profile = await profileOf(trips, "duration")
  const about = { title: "trips *1*", files: ["data/trips.csv"], target: { name: "duration" }, data: {} }
  const text = await exploreNotebook(profile, about)
  const { cells, nbformat_minor } = JSON.parse(text)
  const codes = cells.filter(({ cell_type }: Record<string, unknown>) => cell_type === "code")
  const run = codes.filter(({ outputs }: { outputs: unknown[] }) => outputs.length > 0)
  expect([nbformat_minor, cells[0].source[0], run.length, codes.length]).toEqual([5, "# trips \\*1\\*\n", 5, 10])
  expect(text).toContain('profileTable(\\"data/trips.csv\\", { target: \\"duration\\" })')
  const drawings = run.flatMap(({ outputs }: { outputs: { data: Record<string, string[]> }[] }) =>
    outputs.flatMap(({ data }) => data["image/svg+xml"]?.join("") ?? []),
  )
  expect(drawings).toHaveLength(4)
  for (const drawing of drawings) {
    expect(drawing).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(drawing).not.toMatch(/var\(--|<script|NaN|undefined/)
  }
  expect(await exploreNotebook(profile, about)).toBe(text)
})

it("lets nothing of the table act as markup in a notebook", async () => {
  const hostile = "<img src=x onerror=alert(1)>"
  const profile = await profileOf(
    `a,${hostile}\n${Array.from({ length: 60 }, (_none, row) => `${row},${hostile}`).join("\n")}`,
  )
  const text = await exploreNotebook(profile, { title: hostile, files: ["t.csv"], target: undefined, data: {} })
  const { cells } = JSON.parse(text) as { readonly cells: readonly ShownCell[] }
  const shown = cells.flatMap(({ cell_type, source, outputs = [] }) => [
    cell_type === "markdown" ? source.join("").replaceAll(/`[^`]*`/g, "") : "",
    ...outputs.map(({ data }) => (data["text/html"] ?? []).join("")),
  ])
  expect(shown.join("\n")).not.toMatch(/(?<!\\)<img/)
})

interface ShownCell {
  readonly cell_type: string
  readonly source: readonly string[]
  readonly outputs?: readonly { readonly data: Readonly<Record<string, readonly string[]>> }[]
}
