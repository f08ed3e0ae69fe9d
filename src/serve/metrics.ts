import type { Gauge, Registry } from "prom-client"
import type { VersionName } from "./log/prediction.ts"
import type { SinkState } from "./log/queue.ts"

/** What `GET /metrics` tells, in the text format of Prometheus. */
export interface ServeMetrics {
  predicted(model: VersionName, rows: number): void
  /** @param route the endpoint's pattern, never a path a caller made up */
  answered(route: string, status: number, seconds: number): void
  text(): Promise<string>
  readonly contentType: string
}

/** Each server has a registry of its own, so that two in one process do not mix. */
export async function openMetrics(sinkStates: () => readonly SinkState[]): Promise<ServeMetrics> {
  const client = await import("prom-client")
  const registry = new client.Registry()
  client.collectDefaultMetrics({ register: registry })
  const predictions = new client.Counter({
    name: "mlwright_predictions_total",
    help: "Rows predicted",
    labelNames: ["model", "version"],
    registers: [registry],
  })
  const requests = new client.Histogram({
    name: "mlwright_request_seconds",
    help: "Time from the whole body read to the answer ready; of a refused request from its arrival",
    labelNames: ["route", "status"],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10],
    registers: [registry],
  })
  addLogMetrics(client, registry, sinkStates)
  return {
    predicted: (model, rows) => predictions.inc({ model: model.name, version: model.version }, rows),
    answered: (route, status, seconds) => requests.observe({ route, status }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** Read from the log when asked, so that logging itself counts nothing twice. */
function addLogMetrics(
  client: typeof import("prom-client"),
  registry: Registry,
  sinkStates: () => readonly SinkState[],
): void {
  const facts = [
    { name: "mlwright_prediction_log_queued", help: "Predictions waiting to be written", of: "queued" },
    { name: "mlwright_prediction_log_written_total", help: "Predictions written", of: "written" },
    { name: "mlwright_prediction_log_lost_total", help: "Predictions given up, by sink", of: "lost" },
  ] as const
  for (const { name, help, of } of facts) {
    const gauge: Gauge<"sink"> = new client.Gauge({
      name,
      help,
      labelNames: ["sink"],
      registers: [registry],
      collect: () => {
        for (const state of sinkStates()) gauge.set({ sink: state.sink }, state[of])
      },
    })
  }
}
