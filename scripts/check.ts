/** `npm test`: everything that must hold of a commit, in one command; what is cheap and fails most comes first. */
import { spawn } from "node:child_process"
import { performance } from "node:perf_hooks"

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

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
  [{ name: "unit, reference and architecture tests", command: ["vitest", "run", "--project", "unit"] }],
  [{ name: "journeys", command: ["vitest", "run", "--project", "journeys"] }],
]

let passed = 0
const failed: string[] = []
for (const group of groups) {
  const results = await Promise.all(group.map(run))
  for (const { step, code, output, seconds } of results) {
    const fine = code === 0
    console.log(`${fine ? "ok  " : "FAIL"} ${step.name} (${seconds.toFixed(1)} s)`)
    if (!fine || step.command[0] === "vitest") console.log(output)
    if (fine) passed += 1
    else failed.push(step.name)
  }
}
if (failed.length > 0) console.log(`failed: ${failed.join(", ")}`)
console.log(`checks: ${passed} passed, ${failed.length} failed`)
process.exit(failed.length === 0 ? 0 : 1)

function run(step: Step): Promise<{ step: Step; code: number; output: string; seconds: number }> {
  const started = performance.now()
  const [program = "", ...args] = step.command
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  const collect = (text: Buffer): void => {
    output += text
  }
  child.stdout.on("data", collect)
  child.stderr.on("data", collect)
  return new Promise((settle) => {
    child.once("error", (error) => settle({ step, code: 1, output: String(error), seconds: 0 }))
    child.once("close", (code) =>
      settle({ step, code: code ?? 1, output, seconds: (performance.now() - started) / 1000 }),
    )
  })
}
