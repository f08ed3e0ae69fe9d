import { type FileHandle, mkdir, open } from "node:fs/promises"
import { join } from "node:path"
import papaparse from "papaparse"
import type { Json } from "../../base/index.ts"
import { exactJson, numberText } from "./number-text.ts"
import type { LogEntry, PredictionSink, VersionColumns } from "./prediction.ts"

/**
 * One CSV per model version in `folder`, made with its header when missing and appended otherwise.
 *
 * A file of the same name with other columns is left alone: the next free number is added to the name.
 */
export function fileSink(folder: string): PredictionSink {
  const paths = new Map<string, string>()
  const pathOf = async (entry: LogEntry): Promise<string> => {
    const key = fileName(entry)
    const known = paths.get(key)
    if (known !== undefined) return known
    const found = await firstUsable(join(folder, key), headerOf(entry.columns))
    paths.set(key, found)
    return found
  }
  return {
    name: "file",
    write: async (entries) => {
      await mkdir(folder, { recursive: true })
      for (const ofVersion of Map.groupBy(entries, fileName).values()) {
        const first = ofVersion[0]!
        await append(await pathOf(first), headerOf(first.columns), ofVersion.map(lineOf).join(""))
      }
    },
    close: async () => {},
  }
}

function fileName(entry: LogEntry): string {
  return `${encodeURIComponent(entry.model.name)}-${encodeURIComponent(entry.model.version)}`
}

/** @param stem path without `.csv` */
async function firstUsable(stem: string, header: string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = number === 1 ? `${stem}.csv` : `${stem}.${number}.csv`
    if (await isNewOrHas(path, header)) return path
  }
}

async function isNewOrHas(path: string, header: string): Promise<boolean> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })
  if (file === undefined) return true
  try {
    const wanted = Buffer.from(header)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted.length), 0, wanted.length, 0)
    return bytesRead === 0 || buffer.subarray(0, bytesRead).equals(wanted)
  } finally {
    await file.close()
  }
}

/** All lines or none: what a full disk let through is cut off again. */
async function append(path: string, header: string, lines: string): Promise<void> {
  const file = await open(path, "a+")
  try {
    const { size } = await file.stat()
    const lead = size === 0 ? header : (await endsWithNewline(file, size)) ? "" : "\n"
    try {
      await file.appendFile(lead + lines)
    } catch (error) {
      await file.truncate(size)
      throw error
    }
  } finally {
    await file.close()
  }
}

/** A process that was killed while writing may have left a part of a line. */
async function endsWithNewline(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === newlineByte
}

function headerOf(columns: VersionColumns): string {
  const answers = ["prediction", ...columns.classes.map((label) => `probability_${label}`)]
  const taken = new Set([...columns.inputs, ...answers])
  const ours = ownColumns.map((name) => {
    let free: string = name
    while (taken.has(free)) free += "_"
    return free
  })
  return csvLine([...ours, ...columns.inputs, ...answers])
}

function lineOf(entry: LogEntry): string {
  const { columns, input, output } = entry
  return csvLine([
    entry.id,
    new Date(entry.at).toISOString(),
    entry.model.name,
    entry.model.version,
    entry.requestId,
    String(entry.latencyMicroseconds),
    ...columns.inputs.map((name) => cellOf(Object.hasOwn(input, name) ? input[name]! : null)),
    cellOf(output.prediction),
    ...columns.classes.map((label) => cellOf(output.probabilities?.[label] ?? null)),
  ])
}

/** Missing is an empty cell. */
function cellOf(value: Json): string {
  if (value === null) return ""
  if (typeof value === "number") return numberText(value)
  return typeof value === "string" ? value : exactJson(value)
}

function csvLine(cells: readonly string[]): string {
  return `${papaparse.unparse([[...cells]], { newline: "\n" })}\n`
}

/** A name that the model's own columns also have gets underscores. */
const ownColumns = ["prediction_id", "predicted_at", "model", "version", "request_id", "latency_us"] as const

const newlineByte = 10
