import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import pino, { type Logger } from "pino"
import { projectPaths } from "../stages/index.ts"

export interface LogOptions {
  readonly quiet: boolean
  readonly verbose: boolean
}

export interface OpenedLog {
  readonly log: Logger
  close(): Promise<void>
}

/**
 * Structured lines into `.mlwright/logs/NAME.N.log`, a new file at 10 MB with ten kept, and readable ones to standard error;
 * `-v` and `-q` set the level of both.
 */
export async function openLog(root: string, name: string, { quiet, verbose }: LogOptions): Promise<OpenedLog> {
  const { default: buildFile } = await import("pino-roll")
  const folder = join(root, projectPaths.logs)
  await mkdir(folder, { recursive: true })
  const level = quiet ? "error" : verbose ? "debug" : "info"
  const file = await buildFile({
    file: join(folder, name),
    size: "10m",
    limit: { count: 10 },
    mkdir: true,
    sync: false,
  })
  const log = pino(
    { base: { room: name }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream([
      { level: "debug", stream: file },
      { level, stream: { write: (line) => void process.stderr.write(readable(line)) } },
    ]),
  )
  log.level = verbose ? "debug" : "info"
  return {
    log,
    close: () =>
      new Promise((settle, fail) => {
        file.once("close", settle)
        file.once("error", fail)
        file.end()
      }),
  }
}

/** `12:30:01 warn message key=value`, one line whatever the value holds. */
function readable(line: string): string {
  const { time, level, msg, room: _room, ...facts } = JSON.parse(line) as Record<string, unknown>
  const words = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  )
  return `${String(time).slice(11, 19)} ${levelName(Number(level))} ${msg}${words.length === 0 ? "" : ` ${words.join(" ")}`}\n`.replaceAll(
    /\n(?!$)/g,
    " ",
  )
}

const levelName = (level: number): string => pino.levels.labels[level] ?? String(level)
