/**
 * JSON text that reads back to the same data bit for bit.
 *
 * `JSON.stringify` already writes the shortest digits that read back to the same double, but it loses the sign of zero, which
 * a feature such as atan2 can see.
 */
export function exactJson(value: unknown): string {
  return holdsNegativeZero(value) ? writeExactly(value) : JSON.stringify(value)
}

/** JSON text of one double; `null` for what JSON cannot hold. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "null"
  return Object.is(value, -0) ? "-0" : String(value)
}

function holdsNegativeZero(value: unknown): boolean {
  if (typeof value === "number") return Object.is(value, -0)
  if (typeof value !== "object" || value === null) return false
  for (const key in value) if (holdsNegativeZero((value as Record<string, unknown>)[key])) return true
  return false
}

function writeExactly(value: unknown): string {
  if (typeof value === "number") return numberText(value)
  if (Array.isArray(value)) return `[${value.map(writeExactly).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}:${writeExactly(field)}`)
  return `{${fields.join(",")}}`
}
