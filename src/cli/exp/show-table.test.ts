import { expect, test } from "vitest"
import type { ShownRevision } from "../../project/index.ts"
import { experimentTable, type TableRequest } from "./show-table.ts"

const plain: TableRequest = { keep: [], drop: [], onlyChanged: false, descending: false, csv: false }

const shown: readonly ShownRevision[] = [
  revision("workspace", null, { acc: 0.123456, lr: 0.1, data: "a".repeat(32) }),
  {
    ...revision("c".repeat(40), "main", { acc: 0.123456, lr: 0.1, data: "a".repeat(32) }),
    experiments: [
      {
        name: "first",
        revs: [revision("1".repeat(40), "first", { acc: 0.5, lr: 10, data: "a".repeat(32) })],
        executor: null,
      },
      {
        name: "waits",
        revs: [revision("2".repeat(40), "waits", { lr: 9, data: "b".repeat(32) })],
        executor: { state: "queued", name: "dvc-task", local: {} },
      },
    ],
  },
]

test("columns are dropped by the beginnings of their names, and kept ones stay whatever else is said", () => {
  const { head } = experimentTable(shown, { ...plain, drop: ["Created|Exp", "c"] })
  expect(head).toEqual(["rev", "state", "acc", "lr", "n", "raw.csv"])
  expect(experimentTable(shown, { ...plain, drop: [".*"], keep: ["lr", "ac"] }).head).toEqual(["acc", "lr"])
  expect(experimentTable(shown, { ...plain, onlyChanged: true }).head).not.toContain("n")
  expect(experimentTable(shown, { ...plain, onlyChanged: true, keep: ["n"] }).head).toContain("n")
})

test("data is a column where it differs, and always in CSV, with whole hashes under DVC's names", () => {
  const same = shown.map((row) => ({ ...row, experiments: row.experiments?.slice(0, 1) ?? null }))
  expect(experimentTable(same, plain).head).not.toContain("raw.csv")
  const { head, rows } = experimentTable(same, { ...plain, csv: true })
  expect(head.join()).toBe("Experiment,rev,typ,Created,parent,acc,lr,n,raw.csv")
  expect(rows[2]?.join()).toBe(`first,1111111,branch_base,2026-11-21T10:00:00,,0.5,10,3,${"a".repeat(32)}`)
})

test("experiments are sorted as numbers, those without the value last, and an unknown column is refused", () => {
  const order = (request: Partial<TableRequest>): readonly (string | undefined)[] =>
    experimentTable(shown, { ...plain, ...request }).rows.map(([name]) => name?.trim())
  expect(order({ sortBy: "lr" })).toEqual(["workspace", "main", "waits", "first"])
  expect(order({ sortBy: "params.yaml:lr", descending: true })).toEqual(["workspace", "main", "first", "waits"])
  expect(order({ sortBy: "acc" })).toEqual(["workspace", "main", "first", "waits"])
  expect(() => order({ sortBy: "ac" })).toThrow(expect.objectContaining({ code: "cli.column-unknown" }))
  expect(() => order({ drop: ["("] })).toThrow(expect.objectContaining({ code: "cli.pattern-invalid" }))
})

test("numbers are told with so many digits after the point", () => {
  const { head, rows } = experimentTable(shown, { ...plain, precision: 2 })
  expect(rows[0]?.[head.indexOf("acc")]).toBe("0.12")
})

function revision(
  rev: string,
  name: string | null,
  { acc, lr, data }: { readonly acc?: number; readonly lr: number; readonly data: string },
): ShownRevision {
  const own = {
    rev,
    timestamp: "2026-11-21T10:00:00",
    params: { "params.yaml": { data: { lr, n: 3 } } },
    metrics: acc === undefined ? {} : { "m.json": { data: { acc } } },
    deps: { "raw.csv": { hash: data, size: 1, nfiles: null } },
    outs: {},
    meta: {},
  }
  return { rev, name, data: own, error: null, experiments: null }
}
