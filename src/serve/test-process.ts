import { systemClock } from "../base/index.ts"
import { openDatabase } from "../store/index.ts"
import { logSettings, serveSettings } from "./config.ts"
import { databaseSink, predictionMigrations } from "./database-sink.ts"
import { fileSink } from "./file-sink.ts"
import { openPredictionLog } from "./prediction-log.ts"
import { closeOnSignals, startServer } from "./server.ts"
import { folderSource } from "./version-source.ts"

// A server in a process of its own, for the test that ends it by a signal: MODEL DATABASE FOLDER. It prints its URL.
const [model, databasePath, folder] = process.argv.slice(2)
const database = await openDatabase(databasePath!, [predictionMigrations])
const settings = logSettings.parse({ flushMs: 60_000, batchRows: 1000 })
const effects = { clock: systemClock, onFailure: () => {}, onRecovery: () => {} }
const log = openPredictionLog([databaseSink(database), fileSink(folder!)], settings, effects)
const versions = await folderSource(model!, "homes")
const server = await startServer({ versions, log, database, settings: serveSettings.parse({ port: 0 }) })
process.stdout.write(`${server.url}\n`)
await closeOnSignals(server)
await database.close()
process.exit(0)
