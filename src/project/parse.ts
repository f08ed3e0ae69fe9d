import { LineCounter, parseDocument, parse as parseYaml } from "yaml"
import type { z } from "zod"
import { isPlainObject, nearest } from "../base/index.ts"
import { checkDecision } from "../evaluate/index.ts"
import { metricOfLoss } from "../train/index.ts"
import { type Config, configSchema } from "./config.ts"
import { overrideMalformed, settingInvalid, settingsUnreadable, settingUnknown } from "./errors.ts"
import { listSections, listSettings, type Setting } from "./settings.ts"

/** Where a setting's value comes from, strongest first. */
export type SettingSource = "flag" | "environment" | "file" | "default"

export interface ParsedConfig {
  readonly config: Config
  /** By dotted key. */
  readonly sources: ReadonlyMap<string, SettingSource>
  /** The file's plain data with the overrides laid over it: what stages are keyed by. */
  readonly raw: Readonly<Record<string, unknown>>
}

export interface Overrides {
  /** Each `section.key=value`, as typed. */
  readonly flags: readonly string[]
  /** Settings the environment gives, by dotted key. */
  readonly environment: Readonly<Record<string, unknown>>
}

/**
 * Text of `mlwright.yaml` to checked, frozen settings.
 *
 * @throws project.settings-unreadable, project.setting-unknown, project.setting-invalid, project.override-malformed
 */
export function parseConfig(text: string, path: string, overrides: Overrides): ParsedConfig {
  const file = readPlain(text, path)
  const sources = new Map<string, SettingSource>()
  for (const { key } of listSettings()) sources.set(key, valueAt(file, key) === undefined ? "default" : "file")
  const raw = structuredClone(file)
  for (const [key, value] of Object.entries(overrides.environment))
    lay(raw, sources, { key, value, source: "environment" })
  for (const flag of overrides.flags) lay(raw, sources, { ...parseOverride(flag), source: "flag" })
  return { config: checkConfig(raw, path), sources, raw }
}

/**
 * @returns the checked settings, frozen at every depth
 * @throws project.setting-unknown, project.setting-invalid, evaluate.decision-not-for-task
 */
export function checkConfig(raw: unknown, path: string): Config {
  const result = configSchema.safeParse(raw)
  if (!result.success) throw explainIssue(result.error.issues[0]!, raw, path)
  checkDecision(result.data.evaluate, result.data.task)
  return deepFreeze(withMetric(result.data))
}

/** A metric that is left open is the one of the loss that training makes small; of classes, training says that there is none. */
function withMetric(config: Config): Config {
  if (config.evaluate.primary !== "auto" || config.task !== "regression") return config
  return { ...config, evaluate: { ...config.evaluate, primary: metricOfLoss(config.train) } }
}

/**
 * `section.key=value` with the value typed as the setting wants it.
 *
 * @throws project.override-malformed, project.setting-unknown
 */
export function parseOverride(text: string): { readonly key: string; readonly value: unknown } {
  const equals = text.indexOf("=")
  if (equals < 1) throw overrideMalformed(text)
  const key = text.slice(0, equals).trim()
  const setting = knownSetting(key, "--set")
  return { key, value: typedValue(setting, text.slice(equals + 1)) }
}

/**
 * @param also names that could have been meant besides those of settings
 * @throws project.setting-unknown
 */
export function knownSetting(key: string, where: string, also: readonly string[] = []): Setting {
  const settings = listSettings()
  const found = settings.find((setting) => setting.key === key)
  if (found !== undefined) return found
  const keys = settings.map((setting) => setting.key)
  const meant = keys.find((known) => continues(known, key)) ?? nearest(key, keys) ?? nearest(key, also)
  throw settingUnknown(key, meant, where)
}

/** The whole key of a part of it, such as its last name alone, or its beginning beyond the section. */
const continues = (known: string, part: string): boolean =>
  known.endsWith(`.${part}`) || (part.includes(".") && known.startsWith(part))

/**
 * A setting's value typed on a command line: strings stay as they are, the rest is read as YAML.
 *
 * @throws project.setting-invalid
 */
export function typedValue(setting: Setting, text: string): unknown {
  const wantsText = setting.type.split(",")[0] === "string"
  if (wantsText) return text
  try {
    return parseYaml(text)
  } catch {
    throw settingInvalid(setting.key, setting.type, text)
  }
}

/** The value at a dotted key of plain data. */
export function valueAt(data: unknown, key: string): unknown {
  return key.split(".").reduce<unknown>((part, name) => (isPlainObject(part) ? part[name] : undefined), data)
}

function readPlain(text: string, path: string): Record<string, unknown> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [problem] = document.errors
  if (problem !== undefined) throw settingsUnreadable(path, lines.linePos(problem.pos[0]).line, problem.message)
  const data: unknown = document.toJS() ?? {}
  if (!isPlainObject(data)) throw settingsUnreadable(path, 1, "wanted sections such as data: and target:")
  return data
}

function lay(
  raw: Record<string, unknown>,
  sources: Map<string, SettingSource>,
  change: { key: string; value: unknown; source: SettingSource },
): void {
  const names = change.key.split(".")
  let part = raw
  for (const name of names.slice(0, -1)) {
    const inner = part[name]
    part = isPlainObject(inner) ? inner : {}
    if (inner !== part) setInto(raw, names.slice(0, names.indexOf(name) + 1), part)
  }
  part[names.at(-1)!] = change.value
  sources.set(change.key, change.source)
}

function setInto(raw: Record<string, unknown>, names: readonly string[], value: unknown): void {
  let part = raw
  for (const name of names.slice(0, -1)) part = part[name] as Record<string, unknown>
  part[names.at(-1)!] = value
}

function explainIssue(issue: z.core.$ZodIssue, raw: unknown, path: string): Error {
  const key = issue.path.join(".")
  if (issue.code === "unrecognized_keys") {
    const [unknown] = issue.keys
    const full = key === "" ? unknown! : `${key}.${unknown}`
    const known = listSettings().map((setting) => setting.key)
    return settingUnknown(full, nearest(full, key === "" ? listSections() : known), path)
  }
  return settingInvalid(key, wanted(issue), valueAt(raw, key))
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords.get(issue.expected) ?? `a value of type ${issue.expected}`
    case "invalid_value":
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`
    case "invalid_union": {
      const type = listSettings().find(({ key }) => key === issue.path.join("."))?.type
      if (type === undefined || issue.message === unsaid) return type ?? issue.message
      return `${type}, ${issue.message}`
    }
    default:
      return issue.message
  }
}

const typeWords: ReadonlyMap<string, string> = new Map([
  ["int", "a whole number"],
  ["number", "a number"],
  ["string", "a text"],
  ["boolean", "true or false"],
  ["array", "a list"],
  ["object", "a map of names to values"],
  ["record", "a map of names to values"],
])

/** What zod says of an issue that its schema has no words for. */
const unsaid = "Invalid input"

/** What is counted where a size is limited: nothing for numbers. */
function unitOf(origin: string, count: number | bigint): string {
  const unit = { string: " character", array: " entry" }[origin]
  if (unit === undefined || Number(count) === 1) return unit ?? ""
  return unit === " entry" ? " entries" : `${unit}s`
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
