/** DVC from PyPI in a virtual environment that git ignores, for the tests that try mlwright beside it. */
import { spawn } from "node:child_process"
import { existsSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** Where `dvc` is, or why it is not there. */
export type RealDvc = { readonly path: string } | { readonly absence: string }

/**
 * The `dvc` that `MLWRIGHT_TEST_DVC` names; without one that of `.venv`, which is installed when it is not there yet.
 *
 * @returns its absence where there is no Python 3 or PyPI does not answer in time
 */
export async function realDvc(): Promise<RealDvc> {
  const named = process.env["MLWRIGHT_TEST_DVC"]
  if (named !== undefined) return existsSync(named) ? { path: named } : { absence: `there is no ${named}` }
  const folder = join(import.meta.dirname, `../.venv/dvc-${version}`)
  const path = join(folder, "bin/dvc")
  const whole = join(folder, "installed")
  if (existsSync(whole)) return { path }
  rmSync(folder, { recursive: true, force: true })
  const until = AbortSignal.timeout(patienceMs)
  const steps = [
    ["python3", "-m", "venv", folder],
    [join(folder, "bin/python"), "-m", "pip", "install", "--quiet", "--retries", "1", `dvc==${version}`],
  ]
  for (const step of steps) {
    const problem = await run(step, until)
    if (problem !== undefined) return { absence: problem }
  }
  writeFileSync(whole, "") // an installation that was broken off is made anew
  return { path }
}

/** What the tests need of the environment to find it; it is to tell nobody of what they do. */
export function environmentWith(dvc: RealDvc): NodeJS.ProcessEnv {
  const quiet = { ...process.env, DVC_NO_ANALYTICS: "true" }
  return "path" in dvc ? { ...quiet, MLWRIGHT_TEST_DVC: dvc.path } : quiet
}

/** @returns what went wrong */
function run([program = "", ...args]: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], signal })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text))
  return new Promise((settle) => {
    child.once("error", (error) =>
      settle(signal.aborted ? `PyPI took more than ${patienceMs / 1000} seconds` : error.message),
    )
    child.once("close", (code) => settle(code === 0 ? undefined : (said.trim().split("\n").at(-1) ?? `code ${code}`)))
  })
}

const version = "3.67.1"
const patienceMs = 180_000
