import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"
import { systemClock } from "../base/index.ts"
import { initDvc } from "../version/index.ts"
import {
  loadPipeline,
  type RunEffects,
  type RunReport,
  type RunRequest,
  runPipeline,
  type StageCommand,
  type StageEvent,
} from "./index.ts"

/** A project in a folder of its own, removed after the test. */
export interface TestProject {
  readonly root: string
  readonly events: StageEvent[]
  /** Commands of ours by their text; a test adds its own. */
  readonly commands: Map<string, StageCommand>
  readonly read: (path: string) => string
  readonly write: (path: string, text: string) => void
  /** Load and run; `statuses` of the report reads like `one:ran two:cached`. */
  readonly run: (options?: Partial<RunEffects> & Omit<RunRequest, "pipeline">) => Promise<string>
}

export async function projectOf(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pipeline-")))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  await initDvc(root)
  const events: StageEvent[] = []
  const commands = new Map<string, StageCommand>()
  return {
    root,
    events,
    commands,
    write,
    read: (path) => readFileSync(join(root, path), "utf8"),
    run: async (options = {}) => {
      const report = await runPipeline({ pipeline: await loadPipeline(root), ...options }, commands, {
        clock: systemClock,
        environment: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: root },
        onEvent: (event) => events.push(event),
        ...options,
      })
      return statuses(report)
    },
  }
}

function statuses(report: RunReport): string {
  return report.stages.map(({ name, status }) => `${name}:${status}`).join(" ")
}
