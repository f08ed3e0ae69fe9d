import { systemClock } from "../base/index.ts"
import type { Database } from "../store/index.ts"
import { createApp } from "./app.ts"
import type { ServeSettings } from "./config.ts"
import { listen } from "./listen.ts"
import { openVersions } from "./loaded-versions.ts"
import { openIds } from "./log/new-id.ts"
import type { VersionName } from "./log/prediction.ts"
import type { PredictionLog } from "./log/prediction-log.ts"
import { openMetrics } from "./metrics.ts"
import type { Diary, Service, ServiceEffects } from "./service.ts"
import type { VersionSource } from "./version-source.ts"

export interface ServerOptions {
  readonly versions: VersionSource
  /** Closed with the server. */
  readonly log: PredictionLog
  /** Where `GET /predictions/:id` looks: the database of the log's database sink. Closed by whoever opened it. */
  readonly database?: Database
  readonly settings: ServeSettings
}

/** A server that answers. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string
  readonly model: VersionName
  /**
   * Stop taking connections, let running requests end, write what waits in the prediction log. Requests still running after
   * `settings.stopTimeoutMs` are cut off. The second call waits for the first.
   */
  close(): Promise<void>
}

/**
 * Load the version in service and answer over HTTP.
 *
 * @throws serve.port-in-use, serve.address-refused, model.missing, model.corrupt, model.too-new
 */
export async function startServer(
  options: ServerOptions,
  effects: Partial<ServiceEffects> = {},
): Promise<RunningServer> {
  const { settings, log } = options
  const { clock = systemClock } = effects
  const service: Service = {
    ...options,
    versions: await openVersions(options.versions, settings.loadedVersions),
    metrics: await openMetrics(() => log.states()),
    effects: { clock, newId: openIds(clock), diary: silentDiary, ...effects },
  }
  const app = await createApp(service)
  const url = await listen(app, settings)
  let closing: Promise<void> | undefined
  return {
    url,
    model: service.versions.inService.name,
    close: () => {
      closing ??= (async () => {
        const cutOff = setTimeout(() => app.server.closeAllConnections(), settings.stopTimeoutMs)
        await app.close()
        clearTimeout(cutOff)
        await log.close(settings.stopTimeoutMs)
      })()
      return closing
    },
  }
}

/**
 * Close the server when the process is asked to end.
 *
 * @returns the signal, after the server has closed; the caller then ends the process
 */
export async function closeOnSignals(
  server: RunningServer,
  signals: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT"],
): Promise<NodeJS.Signals> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of signals) process.on(name, () => resolve(name))
  })
  await server.close()
  return signal
}

const silentDiary: Diary = { info: () => {}, warn: () => {}, error: () => {} }
