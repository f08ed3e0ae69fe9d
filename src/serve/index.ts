// What: a model version answering over HTTP and in batch, and the log of every prediction.
// Owns: Prediction, PredictionSink, PredictionLog, RunningServer.
// In -> out: model versions + requests -> answers and logged predictions; a logged prediction -> the same number again.
// Must not know: training, pipelines, projects, the command line. Ships in the serving image.

export { type LogSettings, logSettings, type ServeSettings, serveSettings } from "./config.ts"
export { databaseSink, predictionMigrations } from "./log/database-sink.ts"
export { fileSink } from "./log/file-sink.ts"
export type { LogEntry, Prediction, PredictionSink, VersionColumns, VersionName } from "./log/prediction.ts"
export { openPredictionLog, type PredictionLog } from "./log/prediction-log.ts"
export type { QueueEffects, SinkState } from "./log/queue.ts"
export { loggedVersionFinder, type Replay, type ReplayEffects, replayPrediction } from "./replay.ts"
export { closeOnSignals, type RunningServer, type ServerOptions, startServer } from "./server.ts"
export type { Diary, ServiceEffects } from "./service.ts"
export { type FoundVersion, folderSource, type VersionSource, versionSource } from "./version-source.ts"
