import { execFileSync } from "node:child_process"
import { loadavg } from "node:os"
import { join } from "node:path"

/** One of the two that are measured beside each other. */
export interface Tool {
  readonly name: "mlwright" | "dvc"
  /** @returns program and arguments */
  run(args: readonly string[]): readonly [string, readonly string[]]
}

export const built = join(import.meta.dirname, "../../dist/mlwright.js")

/** mlwright, and DVC when its command is given. */
export function toolsOf(dvc: string | undefined): readonly Tool[] {
  const own: Tool = { name: "mlwright", run: (args) => [process.execPath, [built, ...args]] }
  return dvc === undefined ? [own] : [own, { name: "dvc", run: (args) => [dvc, args] }]
}

/** A command of mlwright that is not measured. */
export function prepare(cwd: string, args: readonly string[]): void {
  execFileSync(process.execPath, [built, ...args], { cwd, stdio: "ignore" })
}

/** Times of works by tool; the best of each counts. */
export interface Times {
  time(tool: Tool, work: string, where: { readonly cwd: string; readonly args: readonly string[] }): void
  /** A row for each work: seconds of each tool, how many times faster mlwright is, and what is wanted. */
  print(goals?: Readonly<Record<string, string>>): void
}

export function openTimes(tools: readonly Tool[]): Times {
  const best = new Map<string, Map<string, number>>()
  return {
    time: (tool, work, { cwd, args }) => {
      const [program, all] = tool.run(args)
      const start = performance.now()
      execFileSync(program, all, { cwd, stdio: "ignore" })
      const seconds = (performance.now() - start) / 1000
      const times = best.get(work) ?? new Map<string, number>()
      times.set(tool.name, Math.min(times.get(tool.name) ?? Number.POSITIVE_INFINITY, seconds))
      best.set(work, times)
    },
    print: (goals = {}) => {
      console.log(`| seconds | ${tools.map(({ name }) => name).join(" | ")} | times | goal |`)
      console.log(`|---|${tools.map(() => "---:|").join("")}---:|---|`)
      for (const [work, times] of best) {
        const [own = Number.NaN, other = Number.NaN] = [times.get("mlwright"), times.get("dvc")]
        const cells = tools.map(({ name }) => times.get(name)?.toFixed(2) ?? "-")
        const ratio = Number.isNaN(other) ? "-" : (other / own).toFixed(1)
        console.log(`| ${work} | ${cells.join(" | ")} | ${ratio} | ${goals[work] ?? ""} |`)
      }
      console.log(`load at the end: ${loadavg()[0]?.toFixed(1)}`)
    },
  }
}
