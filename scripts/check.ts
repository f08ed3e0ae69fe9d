/** `npm test`: everything that must hold of a commit, in one command; what is cheap and fails most comes first. */
import { spawn } from "node:child_process"
import { performance } from "node:perf_hooks"
import { environmentWith, realDvc } from "./real-dvc.ts"

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

// names what fails and nothing that passes, so that a log cut short still says what went wrong; what is skipped is told,
// and so is what passed only when tried again, as a test of two programs at once may on a busy machine
const reporters = ["--reporter=minimal", "--reporter=./scripts/flaky-reporter.ts"]
const tests = ["vitest", "run", ...reporters, "--silent=false", "--retry=1", "--project"]

const groups: readonly (readonly Step[])[] = [
  [
    { name: "format and lint", command: ["biome", "ci", "--error-on-warnings", "."] },
    { name: "types", command: ["tsc", "--noEmit"] },
    { name: "lock file", command: ["node", "scripts/lock.ts", "--check"] },
  ],
  [
    { name: "build", command: ["node", "scripts/build.ts"] },
    { name: "dead code", command: ["knip"] },
  ],
  [
    { name: "package", command: ["publint", "--strict"] },
    { name: "generated docs", command: ["node", "scripts/docs.ts", "--check"] },
  ],
  [{ name: "unit, reference and architecture tests", command: [...tests, "unit"] }],
  [{ name: "journeys", command: [...tests, "journeys"] }],
]

const installing = realDvc()
let passed = 0
const failed: string[] = []
for (const group of groups) {
  const isTests = group.some(({ command }) => command[0] === "vitest")
  const environment = isTests ? environmentWith(await installing) : process.env
  const results = await Promise.all(group.map((step) => run(step, environment)))
  for (const { step, code, output, warnings, seconds } of results) {
    const fine = code === 0
    console.log(`${fine ? "ok  " : "FAIL"} ${step.name} (${seconds.toFixed(1)} s)`)
    if (!fine || step.command[0] === "vitest") console.log(`${output}\n${warnings}`)
    if (fine) passed += 1
    else failed.push(step.name)
  }
}
const dvc = await installing
if ("absence" in dvc) console.log(`SKIPPED: the tests beside the real DVC: ${dvc.absence}`)
if (failed.length > 0) console.log(`failed: ${failed.join(", ")}`)
console.log(`checks: ${passed} passed, ${failed.length} failed`)
process.exit(failed.length === 0 ? 0 : 1)

interface Result {
  readonly step: Step
  readonly code: number
  readonly output: string
  /** What came on standard error: warnings, and why tests were skipped. */
  readonly warnings: string
  readonly seconds: number
}

function run(step: Step, environment: NodeJS.ProcessEnv): Promise<Result> {
  const started = performance.now()
  const [program = "", ...args] = step.command
  const env = process.stdout.isTTY ? environment : { ...environment, NO_COLOR: "1", FORCE_COLOR: undefined }
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env })
  let output = ""
  let warnings = ""
  child.stdout.on("data", (text: Buffer) => {
    output += text
  })
  child.stderr.on("data", (text: Buffer) => {
    warnings += text
  })
  return new Promise((settle) => {
    child.once("error", (error) => settle({ step, code: 1, output: String(error), warnings, seconds: 0 }))
    child.once("close", (code) =>
      settle({ step, code: code ?? 1, output, warnings, seconds: (performance.now() - started) / 1000 }),
    )
  })
}
