import { spawn } from "node:child_process"
import { once } from "node:events"
import { expect, it } from "vitest"
import { testEngines } from "../store/fixtures/engines.ts"
import { checkDatabase } from "../store/index.ts"
import { openTracker, trackMigrations } from "./index.ts"

it("a run whose process is killed with -9 while it writes shows as KILLED, with what it wrote", async () => {
  const opened = await testEngines[0]!.open([trackMigrations])
  const script = new URL("./fixtures/start-run.ts", import.meta.url).pathname
  const child = spawn(process.execPath, [script, opened.database.name], { stdio: ["ignore", "pipe", "inherit"] })
  const [id] = (await once(child.stdout, "data")).map(String)
  const running = await openTracker(opened.database, { artifactRoot: opened.folder })
  expect((await running.runs.get(id!)).status).toBe("RUNNING")
  await new Promise((done) => setTimeout(done, 50))
  child.kill("SIGKILL")
  await once(child, "exit")
  const tracker = await openTracker(opened.database, { artifactRoot: opened.folder })
  const run = await tracker.runs.get(id!)
  expect(run.status).toBe("KILLED")
  expect(run.endTime).toBeGreaterThanOrEqual(run.startTime)
  const history = await tracker.runs.metricHistory(id!, "loss")
  expect(run.metrics).toEqual([history.at(-1)])
  expect(await checkDatabase(opened.database)).toEqual([])
  await opened.done()
})
