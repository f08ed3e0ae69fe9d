import { formatNumber } from "../base/index.ts"

/** Rows as aligned text columns, numbers to the right, each on one line. */
export function table(header: readonly string[], cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => cell.replace(/\s*[\r\n]\s*/g, " ")))
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const numeric = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[-+0-9.,e %]*$/.test(row[column] ?? "")),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd()
  return [line(header), ...rows.map(line)].join("\n")
}

/** The same for Markdown. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n")
}

/** The same as CSV of RFC 4180. */
export function csvText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return [header, ...rows].map((cells) => cells.map(cell).join(",")).join("\n")
}

/** Values that are no maps, each with its dotted key. */
export function leaves(map: Readonly<Record<string, unknown>>, prefix = ""): readonly (readonly [string, unknown])[] {
  return Object.entries(map).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value as Readonly<Record<string, unknown>>, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value] as const],
  )
}

/** A value as a cell; `precision` is how many digits follow the point, by default as many as tell numbers apart. */
export function cellOf(value: unknown, precision?: number): string {
  if (value === null) return "-"
  if (typeof value === "number") return numberText(value, precision)
  return typeof value === "string" ? value : JSON.stringify(value)
}

function numberText(value: number, precision: number | undefined): string {
  return precision === undefined || Number.isInteger(value)
    ? formatNumber(value)
    : String(Number(value.toFixed(precision)))
}

/** File, key, old, new and their difference, for values that changed. */
export function changeRows(
  changes: Readonly<
    Record<string, Readonly<Record<string, { readonly old: unknown; readonly new: unknown; readonly diff?: number }>>>
  >,
  precision?: number,
): readonly (readonly string[])[] {
  return Object.entries(changes).flatMap(([file, map]) =>
    Object.entries(map).map(([key, { old, new: now, diff }]) => [
      file,
      key,
      cellOf(old, precision),
      cellOf(now, precision),
      diff === undefined ? "" : `${diff > 0 ? "+" : ""}${numberText(diff, precision)}`,
    ]),
  )
}
