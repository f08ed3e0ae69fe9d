/** @returns such as `1.2 MB`; decimal units, as disks and networks count */
export function formatBytes(bytes: number): string {
  const unit = byteUnits.find(({ size }) => bytes >= size)
  return unit === undefined ? `${bytes} B` : `${trim(bytes / unit.size)} ${unit.name}`
}

/** @returns such as `340 ms`, `2.1 s`, `3 min 5 s` */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${trim(milliseconds / 1000)} s`
  const seconds = Math.round(milliseconds / 1000)
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`
}

/** @returns up to four significant digits, thousands grouped, `-` for what is not finite */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "-"
  const magnitude = Math.abs(value)
  if (magnitude >= 1e15) return value.toExponential(3)
  if (Number.isInteger(value)) return grouped(value)
  if (magnitude >= 1000) return grouped(Math.round(value))
  return magnitude < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(4)))
}

/** @returns such as `12.5 %`, to three significant digits */
export function formatPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`
}

function trim(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1)
}

/** To load the rules of a language takes the system longer than a short command has. */
function grouped(integer: number): string {
  return String(integer).replaceAll(/\B(?=(?:\d{3})+$)/g, ",")
}

const byteUnits = [
  { name: "GB", size: 1e9 },
  { name: "MB", size: 1e6 },
  { name: "kB", size: 1e3 },
] as const
