import { KnownError, nearest } from "../base/index.ts"

export const portInUse = (host: string, port: number, cause: unknown): KnownError =>
  new KnownError({
    code: "serve.port-in-use",
    blame: "environment",
    message: `Cannot listen on ${host}:${port}: another program does`,
    hint: "Choose another port with --port, or end the other program",
    detail: { host, port, retryable: true },
    cause,
  })

export const addressRefused = (host: string, port: number, cause: unknown): KnownError =>
  new KnownError({
    code: "serve.address-refused",
    blame: "environment",
    message: `Cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: "Set serve.host to an address of this machine and serve.port to a port above 1023",
    detail: { host, port, retryable: false },
    cause,
  })

export const versionUnknown = (wanted: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "serve.version-unknown",
    blame: "user",
    message: `Cannot predict with model version "${wanted}": ${
      known.length === 0 ? "there is no other version here" : `wanted one of ${known.join(", ")}`
    }`,
    hint: "Leave model_version out for the version in service, or list versions with mlwright models list",
    detail: { wanted, known },
  })

export const predictionUnknown = (id: string): KnownError =>
  new KnownError({
    code: "serve.prediction-unknown",
    blame: "user",
    message: `Cannot find prediction "${id}": the prediction log has no such id`,
    hint: 'Use the "id" of an answer; a prediction is in the log a moment after its answer',
    detail: { id },
  })

export const loggedVersionGone = (
  id: string,
  version: { readonly name: string; readonly version: string },
): KnownError =>
  new KnownError({
    code: "serve.version-gone",
    blame: "user",
    message: `Cannot replay prediction "${id}": version "${version.version}" of "${version.name}", which answered it, is not here`,
    hint: "Run in the project whose registry has the version; mlwright models list shows its versions",
    detail: { id, ...version },
  })

export const predictionNotReadable = (): KnownError =>
  new KnownError({
    code: "serve.no-database-sink",
    blame: "user",
    message: "Cannot look up predictions: this server does not record them in a database",
    hint: 'Add "database" to log.sinks',
  })

export const sinkBroken = (sink: string, cause: unknown): KnownError =>
  new KnownError({
    code: "serve.sink-failed",
    blame: "environment",
    message: `Cannot write the prediction log to the ${sink} sink: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: "Free disk space, or repair the database that log.databaseUrl names; waiting rows are tried again",
    detail: { sink, retryable: true },
    cause,
  })

export const bodyUnreadable = (format: string, why: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "serve.body-unreadable",
    blame: "user",
    message: `Cannot read the body as ${format}: ${why}`,
    hint: "Send a body as /docs shows it, encoded as UTF-8",
    detail: { format },
    cause,
  })

export const bodyTooLarge = (limitBytes: number, setting: "maxBytes" | "maxBatchBytes"): KnownError =>
  new KnownError({
    code: "serve.body-too-large",
    blame: "user",
    message: `Cannot read the body: wanted at most ${limitBytes} bytes, more came`,
    hint:
      setting === "maxBytes"
        ? "Send fewer rows at once, use /batch_predict, or raise serve.maxBytes"
        : "Send the file in parts, use mlwright predict, or raise serve.maxBatchBytes",
    detail: { limitBytes },
  })

export const tooManyRows = (rows: number, limit: number, setting: keyof typeof fewerRows): KnownError =>
  new KnownError({
    code: "serve.too-many-rows",
    blame: "user",
    message: `Cannot predict ${rows} rows at once: wanted at most ${limit}`,
    hint: fewerRows[setting],
    detail: { rows, limit },
  })

const fewerRows = {
  maxRows: "Send fewer rows at once, use /batch_predict, or raise serve.maxRows",
  maxBatchRows: "Send the file in parts, use mlwright predict, or raise serve.maxBatchRows",
  maxExplainedRows:
    "Send fewer rows with explain=true, use mlwright predict --explain, or raise serve.maxExplainedRows",
} as const

export const queryInvalid = (name: string, wanted: string, came: unknown): KnownError =>
  new KnownError({
    code: "serve.query-invalid",
    blame: "user",
    message: `Cannot read "${name}" in the address: wanted ${wanted}, ${JSON.stringify(came)} came`,
    hint: `Correct ${name}, given once, as /docs shows it`,
    detail: { name, wanted },
  })

export const queryUnknown = (name: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "serve.query-unknown",
    blame: "user",
    message: `Cannot read "${name}" in the address: wanted ${known.join(" or ")}, as nothing else is known there`,
    hint: `Leave ${name} out, or write ${nearest(name, known) ?? known[0]} as /docs shows it`,
    detail: { name, known },
  })

export const contentTypeUnknown = (came: string | undefined, wanted: readonly string[]): KnownError =>
  new KnownError({
    code: "serve.content-type-unknown",
    blame: "user",
    message: `Cannot read the body: wanted content-type ${wanted.join(" or ")}, ${came === undefined ? "none came" : `"${came}" came`}`,
    hint: `Send the header content-type: ${wanted[0]}`,
    detail: { wanted, came: came ?? null },
  })

/** @param problems as the schema's parser gives them, capped by it */
export const recordsInvalid = (rows: number, problems: readonly { readonly message: string }[]): KnownError =>
  new KnownError({
    code: "serve.records-invalid",
    blame: "user",
    message:
      problems.length === 1
        ? problems[0]!.message
        : `Cannot predict ${rows} ${rows === 1 ? "row" : "rows"} with ${problems.length} problems, the first: ${problems[0]!.message}`,
    hint: "Correct the fields named in detail.problems; GET /openapi.json says what each field must be",
    detail: { problems },
  })

export const shapeUnknown = (wanted: string, came: string): KnownError =>
  new KnownError({
    code: "serve.shape-unknown",
    blame: "user",
    message: `Cannot read the request: wanted ${wanted}, ${came} came`,
    hint: "Compare the body with the example of this endpoint in /docs",
    detail: { wanted, came },
  })

export const endpointUnknown = (method: string, path: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "serve.endpoint-unknown",
    blame: "user",
    message: `Cannot answer ${method} ${path}: there is no such endpoint`,
    hint: `Use one of ${known.join(" ")}`,
    detail: { method, path },
  })

export const methodWrong = (method: string, path: string, allowed: readonly string[]): KnownError =>
  new KnownError({
    code: "serve.method-wrong",
    blame: "user",
    message: `Cannot answer ${method} ${path}: wanted ${allowed.join(" or ")}`,
    hint: `Send ${allowed[0]} ${path}`,
    detail: { method, path, allowed },
  })

export const hostRefused = (host: string): KnownError =>
  new KnownError({
    code: "serve.host-refused",
    blame: "user",
    message: `Cannot answer a request for host "${host}": this server listens on this machine only`,
    hint: `Add "${host}" to serve.allowedHosts if a proxy of yours sends it`,
    detail: { host },
  })

export const originRefused = (origin: string): KnownError =>
  new KnownError({
    code: "serve.origin-refused",
    blame: "user",
    message: `Cannot answer a request from a page of "${origin}": it is another site`,
    hint: `Add "${origin}" to serve.allowedOrigins if the page is yours`,
    detail: { origin },
  })

export const requestTooSlow = (timeoutMs: number): KnownError =>
  new KnownError({
    code: "serve.request-too-slow",
    blame: "user",
    message: `Cannot read the request: it did not arrive whole within ${timeoutMs} ms`,
    hint: "Send it again, or raise serve.requestTimeoutMs",
    detail: { timeoutMs, retryable: true },
  })

export const requestMalformed = (why: string): KnownError =>
  new KnownError({
    code: "serve.request-malformed",
    blame: "user",
    message: `Cannot read the request: ${why}`,
    hint: "Send HTTP/1.1 with headers below serve.maxHeaderBytes",
  })
