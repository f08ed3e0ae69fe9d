import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { gzipSync } from "node:zlib"
import { expect, onTestFinished, test } from "vitest"
import { writeWorkbook } from "../../src/table/sources/workbook.test-support.ts"
import { done, mlwright, workFolder } from "./mlwright.ts"
import { csv, expectRefused, header, rows } from "./small-project.ts"

const quick = ["--set", "train.budgetSeconds=1", "--set", "evaluate.bootstrapSamples=50"]

const settingsOf = (project: string): string => readFileSync(join(project, "mlwright.yaml"), "utf8")

test("a packed table at an address is fetched once, learnt from, and predicted from the same address", async () => {
  const folder = await workFolder()
  let requests = 0
  const server = createServer((_, response) => {
    requests++
    response.end(gzipSync(csv(header, rows)))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const address = `http://ann:s3cret@127.0.0.1:${port}/table.csv.gz?sig=s3cret`
  await done(folder, "init", "made", "--data", address, "--target", "price", "--yes", ...quick)
  const project = join(folder, "made")
  expect(readdirSync(join(project, "data/raw")).sort()).toEqual([".gitignore", "table.csv.gz", "table.csv.gz.dvc"])
  expect(settingsOf(project)).toContain(`http://ann@127.0.0.1:${port}/table.csv.gz\n`)
  expect(settingsOf(project)).not.toContain("s3cret")
  await done(project, "run")
  expect(requests).toBe(1)
  writeFileSync(join(project, "table.csv"), csv(header, rows))
  await done(project, "predict", address, "-o", "fetched.csv")
  await done(project, "predict", "table.csv", "-o", "local.csv")
  expect(readFileSync(join(project, "fetched.csv"), "utf8")).toBe(readFileSync(join(project, "local.csv"), "utf8"))
  expect(requests).toBe(2)
  expect((await done(project, "validate", address)).json.rows).toBe(rows.length)
  expect((await done(project, "evaluate", address)).json.rows).toBe(rows.length)
  await done(project, "explore", address)
  expect(existsSync(join(project, "table.csv.html"))).toBe(true)
  expect(readdirSync(join(project, ".mlwright/tmp"))).toEqual([])
})

test("a table of a database is kept as Parquet, and another database is predicted by the same settings", async () => {
  const folder = await workFolder()
  const base = new DatabaseSync(join(folder, "base.db"))
  base.exec(
    "CREATE TABLE notes (text TEXT); CREATE TABLE sizes (width INTEGER, height INTEGER, colour TEXT, price INTEGER)",
  )
  for (const row of rows) base.prepare("INSERT INTO sizes VALUES (?, ?, ?, ?)").run(...row.split(","))
  base.close()
  const init = ["init", "made", "--data", "base.db", "--target", "price", "--yes", ...quick]
  expectRefused(await mlwright(folder, ...init), {
    exit: 2,
    code: "table.table-needed",
    message: /"notes", "sizes"/,
    hint: /data\.table=/,
  })
  await done(folder, ...init, "--set", "data.table=sizes")
  const project = join(folder, "made")
  expect(existsSync(join(project, "data/raw/sizes.parquet.dvc"))).toBe(true)
  await done(project, "run")
  expect((await done(project, "predict", "../base.db", "-o", "out.csv")).json.rows).toBe(rows.length)
  const query = "sqlite:///../base.db?query=SELECT * FROM sizes LIMIT 7"
  expect((await done(project, "predict", query, "-o", "out.json")).json.rows).toBe(7)
})

test("a sheet of a workbook is chosen once and then known", async () => {
  const folder = await workFolder()
  const cells = [header, ...rows].map((line) =>
    line.split(",").map((cell) => (/^\d+$/.test(cell) ? Number(cell) : cell)),
  )
  await writeWorkbook(join(folder, "book.xlsx"), {
    About: [
      ["these", "are"],
      ["sizes", "of"],
    ],
    Sizes: cells,
  })
  const init = ["init", "made", "--data", "book.xlsx", "--target", "price", "--yes", ...quick]
  expectRefused(await mlwright(folder, ...init), {
    exit: 2,
    code: "table.sheet-needed",
    message: /"About", "Sizes"/,
    hint: /data\.sheet=/,
  })
  await done(folder, ...init, "--set", "data.sheet=Sizes")
  const project = join(folder, "made")
  expect(settingsOf(project)).toContain("sheet: Sizes")
  expect((await done(project, "step", "ingest")).json.summary).toBe("60 rows, 4 columns")
  expect((await done(folder, "explore", "book.xlsx", "--set", "data.sheet=Sizes")).json.rows).toBe(rows.length)
})
