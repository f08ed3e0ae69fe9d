import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Tool } from "./data-cross.ts"

/** Runs command lines of DVC one after the other in the Python of its program, which loads it once. */
export function forksOfDvc(path: string): { readonly run: Tool; readonly close: () => void } {
  const python = /^#!\s*(\S+)/.exec(readFileSync(path, "latin1"))?.[1]
  if (python === undefined) throw new Error(`${path} is no Python program`)
  const child = spawn(python, [join(import.meta.dirname, "dvc-forks.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, DVC_NO_ANALYTICS: "true", CI: "true" }, // it asks for no newer version of itself
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    run: async (cwd, args) => {
      child.stdin.write(`${JSON.stringify({ cwd, args })}\n`)
      const { value, done } = await answers.next()
      if (done === true) throw new Error(`DVC ended: ${args.join(" ")}`)
      const { code, out, err } = JSON.parse(value) as { code: number; out: string; err: string }
      return { code, out: code === 0 ? out : `${out}${err}` }
    },
    close: () => child.stdin.end(),
  }
}
