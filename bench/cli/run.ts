/**
 * Start-up and no-op times of the built command, as whole processes: median of 9.
 *
 *     npm run --silent build && node bench/cli/run.ts
 */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const command = join(import.meta.dirname, "../../dist/mlwright.js")
const project = mkdtempSync(join(tmpdir(), "mlwright-cli-"))
try {
  execFileSync(
    process.execPath,
    [command, "init", project, "--example", "taxi", "--yes", "--set", "train.budgetSeconds=2"],
    { stdio: "ignore" },
  )
  execFileSync(process.execPath, [command, "-C", project, "run"], { stdio: "ignore" })
  measure("node -e 0 (the floor)", ["-e", "0"])
  measure("mlwright --version", [command, "--version"])
  measure("mlwright --help", [command, "--help"])
  measure("mlwright run, nothing changed", [command, "-C", project, "run"])
  measure("mlwright runs list", [command, "-C", project, "runs", "list"])
} finally {
  rmSync(project, { recursive: true, force: true })
}

function measure(name: string, args: readonly string[]): void {
  const times = Array.from({ length: 9 }, () => {
    const started = performance.now()
    const { status } = spawnSync(process.execPath, args, { stdio: "ignore" })
    if (status !== 0) throw new Error(`${name} ended with ${status}`)
    return performance.now() - started
  }).sort((a, b) => a - b)
  console.log(
    `${name.padEnd(32)} ${times[4]!.toFixed(0).padStart(5)} ms (${times[0]!.toFixed(0)} to ${times[8]!.toFixed(0)})`,
  )
}
