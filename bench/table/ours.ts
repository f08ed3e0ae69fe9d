/**
 * One table through the rooms in a process of its own: profile of the raw file, ingest, profile of what was ingested, validation.
 * Prints one line of JSON: seconds and CPU seconds of each, and the peak of resident memory.
 *
 *     node bench/table/ours.ts TABLE.csv TARGET FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { silent, systemClock } from "../../src/base/index.ts"
import { configSchema } from "../../src/project/config.ts"
import { schemaToYaml } from "../../src/schema/index.ts"
import { ingestStage, projectPaths, validateStage } from "../../src/stages/index.ts"
import { profileFiles } from "../../src/table/index.ts"

const [table = "", target = "", root = ""] = process.argv.slice(2)
mkdirSync(join(root, "data"), { recursive: true })
mkdirSync(join(root, "reports"), { recursive: true })
const settings = configSchema.parse({ data: { files: [table] }, target: { name: target }, task: "regression" })
const context = { root, name: "trips", settings, effects: { progress: silent, clock: systemClock } }
const options = {
  root,
  settings: settings.data,
  temporary: join(root, projectPaths.temporary),
  target: { name: target },
}

const steps: Record<string, { readonly seconds: number; readonly cpuSeconds: number }> = {}
const raw = await timed("profile raw", () => profileFiles([table], options))
writeFileSync(join(root, projectPaths.schema), schemaToYaml(raw.schema))
await timed("ingest", () => ingestStage(context))
await timed("profile ingested", () => profileFiles([projectPaths.table], options))
await timed("validate", () => validateStage(context))
console.log(JSON.stringify({ rows: raw.rows, steps, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }))

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  steps[name] = { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 }
  return result
}
