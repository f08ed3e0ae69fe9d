import { join } from "node:path"
import { systemClock } from "../../src/base/index.ts"
import {
  closeOnSignals,
  databaseSink,
  folderSource,
  logSettings,
  openPredictionLog,
  predictionMigrations,
  serveSettings,
  startServer,
} from "../../src/serve/index.ts"
import { openDatabase } from "../../src/store/index.ts"

/** Our server with its prediction log in SQLite, as `mlwright serve` starts it: server.ts ARTIFACT FOLDER. Prints its URL. */
const [artifact, folder] = process.argv.slice(2)
const database = await openDatabase(join(folder!, "log.db"), [predictionMigrations])
const effects = { clock: systemClock, onFailure: console.error, onRecovery: () => {} }
const log = openPredictionLog([databaseSink(database)], logSettings.parse({}), effects)
const versions = await folderSource(artifact!, "bench")
const server = await startServer({ versions, log, database, settings: serveSettings.parse({ port: 0 }) })
console.log(server.url)
await closeOnSignals(server)
console.error(JSON.stringify(log.states()))
await database.close()
process.exit(0)
