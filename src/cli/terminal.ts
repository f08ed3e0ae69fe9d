import { styleText } from "node:util"
import { errorDocument, formatDuration, KnownError, type Progress, version } from "../base/index.ts"
import { wrap } from "./wrap.ts"

export interface TerminalOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
}

type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan"

/** Where commands write: results to stdout, everything else to stderr, one JSON document in place of text with `--json`. */
export interface Terminal {
  readonly options: TerminalOptions
  /** A person sits at it: questions may be asked. */
  readonly interactive: boolean
  paint(style: Style, text: string): string
  /** The command's result: `text` for people, `document` with `--json`. */
  result(text: string, document: unknown): void
  /** One line of what happens, to stderr; silent with `-q`. On a terminal it is broken between words, the rest set in by `indent`. */
  note(line: string, indent?: number): void
  /** A line of a result, broken between words when a terminal shows it. */
  wrap(line: string, indent?: number): string
  /** A line that the next one replaces; only on a terminal. */
  status(line: string): void
  /** Progress of long work: a status line with the elapsed time on a terminal, now and then a plain line otherwise. */
  progress(title: string): Progress
  /** The result was printed and the answer is no: the exit code says so too. */
  exitWith(code: 3 | 4): void
  fail(error: unknown): void
}

export function openTerminal(options: TerminalOptions): Terminal {
  const lively = process.stderr.isTTY === true && !options.quiet
  const paint = (style: Style, text: string): string =>
    options.color ? styleText(style, text, { validateStream: false }) : text
  const clear = (): void => {
    if (lively) process.stderr.write("\r\u001b[2K")
  }
  const note = (line: string, indent = 0): void => {
    if (options.quiet) return
    clear()
    process.stderr.write(`${wrapOn(process.stderr, line, indent)}\n`)
  }
  const status = (line: string): void => {
    if (!lively) return
    clear()
    process.stderr.write(cutToWidth(line, process.stderr.columns ?? 80))
  }
  return {
    options,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true && !options.json,
    paint,
    note,
    wrap: (line, indent = 0) => wrapOn(process.stdout, line, indent),
    status,
    result: (text, document) => {
      clear()
      process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : text === "" ? "" : `${text}\n`)
    },
    progress: (title) => followProgress(title, { lively, note, status }),
    exitWith: (code) => {
      process.exitCode = code
    },
    fail: (error) => {
      clear()
      if (options.json) process.stdout.write(`${JSON.stringify(errorDocument(error))}\n`)
      else process.stderr.write(`${failureText(error, options, paint)}\n`)
    },
  }
}

function followProgress(
  title: string,
  to: { lively: boolean; note: (line: string) => void; status: (line: string) => void },
): Progress {
  const started = performance.now()
  let lastLine = started
  return ({ text, share }) => {
    const now = performance.now()
    const percent = share === undefined ? "" : ` ${Math.round(share * 100)} %`
    const line = `${title}${percent}  ${text}  ${formatDuration(now - started)}`
    if (to.lively) to.status(line)
    else if (now - lastLine >= plainLineEveryMs) {
      lastLine = now
      to.note(line)
    }
  }
}

function failureText(error: unknown, options: TerminalOptions, paint: Terminal["paint"]): string {
  if (error instanceof KnownError) {
    const lines = [`${paint("red", "Error")} ${error.message}`, `${paint("cyan", "Fix")}   ${error.hint}`].map((line) =>
      wrapOn(process.stderr, line, "Error ".length),
    )
    if (options.verbose) lines.push(paint("dim", `code ${error.code}`), ...causes(error))
    return lines.join("\n")
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${paint("red", "Bug")} mlwright ${version} failed in a way it should not\n${stack}\n${paint("cyan", "Fix")} Report it with the lines above and the command you ran`
}

function causes(error: Error): readonly string[] {
  const { cause } = error
  return cause instanceof Error ? [`caused by ${cause.stack ?? cause.message}`, ...causes(cause)] : []
}

/** Files and pipes get the line as it is, so that words can be searched for. */
const wrapOn = (stream: NodeJS.WriteStream, line: string, indent: number): string =>
  stream.isTTY === true ? wrap(line, stream.columns ?? 80, indent) : line

/** By characters, not cells: wide characters at worst wrap. */
function cutToWidth(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`
}

/** Without a terminal, progress becomes a plain line at this pace, so that a log stays short. */
const plainLineEveryMs = 5000
