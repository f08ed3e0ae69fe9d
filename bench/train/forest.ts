/**
 * Seconds and error of a forest, ours beside scikit-learn's on the same made-up table, one after the other in one run.
 *
 *     node bench/train/forest.ts --peer-python PYTHON [--rows 200000] [--columns 15] [--threads 1] [--kinds random,extra] [--trees 100]
 *
 * scikit-learn's forest is fitted as it comes (all features at each split, leaves of one row) and, because that is neither its fastest nor
 * its best, with the share of features and the leaf size that ours has. Without --peer-python only ours is measured.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { seededRandom } from "../../src/base/index.ts"
import { estimate } from "../../src/model/index.ts"
import { openKernels } from "../../src/train/kernels/open.ts"
import { newMeter } from "../../src/train/meter.ts"
import { binMatrix } from "../../src/train/trees/bins.ts"
import { collectTrees } from "../../src/train/trees/collect.ts"
import { growForestTrees, newForest, newForestGround } from "../../src/train/trees/forest.ts"
import { newWorkspace } from "../../src/train/trees/workspace.ts"
import { type MadeTable, makeTable } from "./table.ts"

interface Fitted {
  readonly version: string
  readonly seconds: number
  /** Of all threads. */
  readonly cpuSeconds: number
  readonly rmse: number
}

interface ForestSettings {
  readonly trees: number
  /** Most of a tree; none when null. */
  readonly leaves: number | null
  readonly minLeaf: number
  readonly featureShare: number
  readonly extra: boolean
}

const { values: flags } = parseArgs({
  options: {
    "peer-python": { type: "string" },
    rows: { type: "string", default: "200000" },
    columns: { type: "string", default: "15" },
    threads: { type: "string", default: "1" },
    kinds: { type: "string", default: "random,extra" },
    "min-leaf": { type: "string", default: "12" },
    share: { type: "string", default: "0.8" },
    leaves: { type: "string", default: "65536" },
    trees: { type: "string", default: "100" },
  },
})
const [rows, columns, threads] = [Number(flags.rows), Number(flags.columns), Number(flags.threads)]
const folder = mkdtempSync(join(tmpdir(), "mlwright-bench-"))

try {
  console.log(`machine ${cpus()[0]?.model}, ${availableParallelism()} threads, load ${loadavg()[0]?.toFixed(1)}`)
  const table = makeTable(rows + rows / 4, columns, "regression")
  const path = join(folder, "table.f32")
  writeFileSync(path, bytesOf(table))
  for (const kind of flags.kinds.split(",")) {
    const settings = {
      trees: Number(flags.trees),
      leaves: Number(flags.leaves),
      minLeaf: Number(flags["min-leaf"]),
      featureShare: Number(flags.share),
      extra: kind === "extra",
    }
    console.log(`\n${kind} forest, ${rows} x ${columns}, ${threads} thread${threads === 1 ? "" : "s"}`)
    print("mlwright", fitOurs(table, settings))
    if (flags["peer-python"] === undefined) continue
    print("scikit-learn, same settings", fitPeer(path, { ...settings, leaves: null }))
    print("scikit-learn, as it comes", fitPeer(path, { ...settings, leaves: null, minLeaf: 1, featureShare: 1 }))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A quarter more rows than are learnt from are there, to be scored. */
function bytesOf(table: MadeTable): Uint8Array {
  const all = table.target.length
  const cells = new Float32Array(all * (columns + 1))
  for (const [position, column] of [...table.columns, table.target].entries()) {
    for (let row = 0; row < all; row++) cells[row * (columns + 1) + position] = column[row]!
  }
  return new Uint8Array(cells.buffer)
}

function fitOurs(table: MadeTable, { trees, leaves, ...params }: ForestSettings): Fitted {
  const features = table.columns.map((_, at) => ({ name: `x${at}`, from: [`x${at}`], use: "both" as const }))
  const learnt = table.columns.map((column) => column.slice(0, rows))
  const target = Float64Array.from(table.target)
  const cpuBegan = process.cpuUsage()
  const began = performance.now()
  const kernels = openKernels({ cells: rows * columns, bytes: 0, threads })
  const binned = binMatrix({ rows, features, columns: learnt }, kernels)
  const space = newWorkspace({ binned, lanes: 1, leaves: leaves ?? rows }, newMeter())
  const ground = newForestGround(space, { ...params, leaves: leaves ?? rows }, 0)
  const forest = newForest(ground, {
    target: target.subarray(0, rows),
    train: Int32Array.from({ length: rows }, (_, row) => row),
    random: seededRandom(1),
  })
  const grown = growForestTrees(Array.from({ length: trees }, () => forest)).flat()
  const base = Float64Array.of(forest.centre)
  const estimator = collectTrees(grown, binned, { combine: "mean", link: "identity", outputs: 1, base })
  kernels.close()
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpuBegan)
  const held = table.columns.map((column) => column.slice(rows))
  const answers = estimate(estimator, { rows: held[0]!.length, columns: held, features })[0]!
  const squares = answers.reduce((sum, answer, row) => sum + (answer - target[rows + row]!) ** 2, 0)
  const rmse = Math.sqrt(squares / answers.length)
  return { version: process.versions.node, seconds, cpuSeconds: (user + system) / 1e6, rmse }
}

function fitPeer(path: string, settings: ForestSettings): Fitted {
  const script = join(import.meta.dirname, "../peers/train/forest.py")
  const parts = [script, path, String(columns), String(rows), String(threads), JSON.stringify(settings)]
  return JSON.parse(
    String(execFileSync(flags["peer-python"]!, parts, { stdio: ["ignore", "pipe", "inherit"] })),
  ) as Fitted
}

function print(name: string, { version, seconds, cpuSeconds, rmse }: Fitted): void {
  const cells = [`${seconds.toFixed(2)} s`.padStart(9), `CPU ${cpuSeconds.toFixed(2)} s`, `RMSE ${rmse.toFixed(5)}`]
  console.log([`${name} (${version})`.padEnd(40), ...cells].join("  "))
}
