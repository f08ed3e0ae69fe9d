/**
 * Drift of 1,000,000 rows x 20 columns against the reference, here and by Evidently.
 *
 *     bench/peers/evidently/make-venv.sh /tmp/evidently
 *     npm run --silent build && node bench/drift/run.ts --peer-python /tmp/evidently/bin/python
 *
 * Ours is given the rows and the sketch of an artifact, read from JSON anew; the sketch's own making is timed apart, for it belongs
 * to training. Evidently is given both tables as data frames. Neither counts the reading of files.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { DuckDBInstance } from "@duckdb/node-api"
import { seededRandom } from "../../src/base/index.ts"
import { validationPage } from "../../src/report/index.ts"
import { checkRows, detectDrift, type Rows, readSketch, type Schema, sketchRows } from "../../src/schema/index.ts"
import { readRows } from "../../src/table/index.ts"

const { values } = parseArgs({
  options: { "peer-python": { type: "string" }, rows: { type: "string", default: "1000000" } },
})
const count = Number(values.rows)
const folder = mkdtempSync(join(tmpdir(), "mlwright-drift-"))
try {
  const schema: Schema = {
    columns: Array.from({ length: 20 }, (_, at) => ({
      name: `c${at}`,
      type: at < 14 ? "number" : "category",
      role: "feature",
      nullable: false,
    })),
  }
  const files = { before: join(folder, "before.parquet"), now: join(folder, "now.parquet") }
  await writeTable(files.before, 1)
  await writeTable(files.now, 2)
  const read = (file: string): Promise<Rows> => readRows(file, schema, { columns: "all", temporary: folder })
  const [before, now] = [await read(files.before), await read(files.now)]
  const [text, sketchSeconds] = timed(() => JSON.stringify(sketchRows(schema, before)))
  const rounds = Array.from({ length: 5 }, () => timed(() => detectDrift(readSketch(JSON.parse(text), "bench"), now)))
  const [report] = rounds[0]!
  const [checks, checkSeconds] = timed(() => checkRows(schema, now))
  const facts = { source: "bench", ok: true, rows: now.count, checks, drift: report }
  const [page, pageSeconds] = timed(() => validationPage(facts))
  const seconds = rounds.map(([, time]) => time).sort((a, b) => a - b)
  const drifted = report.columns.filter((column) => column.drifted).length
  console.log(`machine: ${cpus()[0]!.model}, ${availableParallelism()} threads, load ${loadavg()[0]!.toFixed(1)}`)
  console.log(`mlwright: drift ${seconds.map((time) => time.toFixed(2)).join(" ")} s; ${drifted} of 20 drifted`)
  console.log(
    `mlwright: sketch ${sketchSeconds.toFixed(2)} s, ${text.length} bytes; checks ${checkSeconds.toFixed(2)} s; page ${pageSeconds.toFixed(2)} s, ${page.length} bytes; JSON ${JSON.stringify(facts).length} bytes`,
  )
  if (values["peer-python"] !== undefined) {
    const script = join(import.meta.dirname, "../peers/evidently/report.py")
    const peer = [script, files.before, files.now, join(folder, "report.html")]
    const answer = execFileSync(values["peer-python"], peer, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    console.log(`Evidently: ${answer.trim().split("\n").at(-1)}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Normal, log-normal and rounded numbers, and words of 6 to 20 kinds; three columns moved in the second table. */
async function writeTable(file: string, seed: number): Promise<void> {
  const random = seededRandom(seed)
  const moved = seed === 2 ? 0.3 : 0
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  const names = Array.from({ length: 20 }, (_, at) => `c${at} ${at < 14 ? "DOUBLE" : "VARCHAR"}`)
  await connection.run(`CREATE TABLE rows (${names.join(", ")})`)
  const appender = await connection.createAppender("rows")
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < 14; at++) {
      const value = random.normal() + (at < 2 ? moved : 0)
      appender.appendDouble(at % 3 === 0 ? value : at % 3 === 1 ? Math.exp(value) : Math.round(100 * value) / 100)
    }
    for (let at = 14; at < 20; at++) {
      const kinds = 3 * at - 36
      appender.appendVarchar(`kind ${Math.floor(kinds * random.next() ** (at === 14 ? 1 + 2 * moved : 1))}`)
    }
    appender.endRow()
  }
  appender.closeSync()
  await connection.run(`COPY rows TO '${file}' (FORMAT parquet)`)
  connection.closeSync()
}

function timed<T>(work: () => T): readonly [T, number] {
  const started = performance.now()
  const result = work()
  return [result, (performance.now() - started) / 1000]
}
