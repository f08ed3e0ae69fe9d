/**
 * Milliseconds since 1970 UTC of a date or datetime; microseconds are kept as a fraction: whole microseconds divided by 1000.
 * A text without a zone is UTC.
 *
 * @param format percent codes of strptime; ISO 8601 when absent
 * @returns NaN when the text is not one
 */
export function parseInstant(_text: string, _format?: string): number {
  throw new Error("being written")
}

/** ISO 8601 without a zone: `2017-03-25` for a date, `2017-03-25T08:55:43` for a datetime, with `.123` or `.123456` when there is a fraction. */
export function formatInstant(_milliseconds: number, _type: "date" | "datetime"): string {
  throw new Error("being written")
}
