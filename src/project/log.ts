import { resolve } from "node:path"
import type { Logger } from "pino"
import { z } from "zod"

/** What the log of the tool itself looks like; its keys stand in section `log` beside those of the prediction log. */
export const diarySettings = z.strictObject({
  level: z
    .enum(["debug", "info", "warn", "error"])
    .default("info")
    .describe("Least level that is written to the log file; -v makes it debug"),
  diaryFolder: z.string().min(1).default(".mlwright/logs").describe("Folder of the log files, taken from the project"),
  fields: z
    .record(z.string().min(1), z.string())
    .default({})
    .describe("Fields added to every line of the log files, such as team or environment"),
  maxFileMegabytes: z.int().min(1).default(10).describe("Size at which a new log file is begun, in megabytes"),
  keepFiles: z.int().min(1).default(10).describe("Log files kept besides the one in use; older ones are deleted"),
})
export type DiarySettings = z.output<typeof diarySettings>

export interface LogOptions {
  /** `run` or `serve`: the name of the file and the field `room`. */
  readonly name: string
  readonly root: string
  readonly settings: DiarySettings
  /** Readable lines on standard error too; absent for none. */
  readonly terminal?: { readonly quiet: boolean; readonly verbose: boolean }
}

export interface OpenedLog {
  readonly log: Logger
  close(): Promise<void>
}

/** Structured lines, one JSON object each, into `NAME.N.log` of the log folder. */
export async function openLog({ name, root, settings, terminal }: LogOptions): Promise<OpenedLog> {
  const [{ default: pino }, { openRollingFile }] = await Promise.all([
    import("pino"),
    import("./files/rolling-file.ts"),
  ])
  const folder = resolve(root, settings.diaryFolder)
  const { maxFileMegabytes, keepFiles } = settings
  // What cannot be logged is lost, and said once; a full disk must not end a server that answers.
  const file = await openRollingFile({ folder, name, maxBytes: maxFileMegabytes * 1e6, keepFiles }, (error) => {
    process.stderr.write(`the log in ${folder} cannot be written: ${error.message}\n`)
  })
  const level = terminal?.verbose === true ? "debug" : settings.level
  const shown = terminal?.quiet === true ? "error" : terminal?.verbose === true ? "debug" : "info"
  const lines = { write: (line: string) => void process.stderr.write(readable(line, pino.levels.labels)) }
  const streams = [
    { level, stream: file },
    ...(terminal === undefined ? [] : [{ level: shown, stream: lines } as const]),
  ]
  const log = pino(
    { base: { ...settings.fields, room: name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream(streams),
  )
  log.level = "debug"
  return { log, close: file.close }
}

/** `12:30:01 warn message key=value`, one line whatever the value holds. */
function readable(line: string, levels: Readonly<Record<number, string>>): string {
  const { time, level, msg, room: _room, ...facts } = JSON.parse(line) as Record<string, unknown>
  const words = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  )
  const text = `${String(time).slice(11, 19)} ${levels[Number(level)] ?? level} ${msg} ${words.join(" ")}`
  return `${text.trimEnd().replaceAll("\n", " ")}\n`
}
