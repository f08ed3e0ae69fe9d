/** How a file writes durations. The pattern is one that JavaScript and RE2 read alike. */
export interface DurationForm {
  readonly kind: "duration"
  /** Of the whole text in lower case without spaces at its ends. */
  readonly pattern: string
  /** What each group of the pattern counts; the first may be a sign. */
  readonly groups: readonly DurationGroup[]
}

export type DurationGroup = "sign" | "weeks" | "days" | "hours" | "minutes" | "seconds" | "milliseconds"

/** The form that the `format` of a number column names; undefined when it names none. */
export function durationForm(format: string): DurationForm | undefined {
  return durationForms[format]
}

/**
 * Seconds of a text, the sum of its parts from the largest to the smallest, so that every reader rounds alike.
 *
 * @returns a reader that gives NaN for a text of another form
 */
export function durationReader({ pattern, groups }: DurationForm): (text: string) => number {
  const whole = new RegExp(pattern)
  return (text) => {
    const match = whole.exec(text.toLowerCase())
    if (match === null) return Number.NaN
    let total = 0
    let sign = 1
    let parts = 0
    for (const [position, group] of groups.entries()) {
      const part = match[position + 1]
      if (part === undefined || part === "") continue
      if (group === "sign") sign = part === "-" ? -1 : 1
      else {
        total += Number(part) * secondsOf[group]
        parts++
      }
    }
    return parts === 0 ? Number.NaN : sign * total
  }
}

export const secondsOf = {
  weeks: 604_800,
  days: 86_400,
  hours: 3600,
  minutes: 60,
  seconds: 1,
  milliseconds: 0.001,
} as const satisfies Record<Exclude<DurationGroup, "sign">, number>

const number = "([0-9]+(?:[.][0-9]+)?)"
const part = (words: string): string => `(?:${number} ?(?:${words})(?:,? *(?:and )?))?`

const durationForms: Readonly<Record<string, DurationForm>> = {
  "h:mm:ss": {
    kind: "duration",
    pattern: "^([+-]?)(?:([0-9]+)(?: ?d(?:ays?)?,? ?|[ .]))?([0-9]+):([0-5]?[0-9]):([0-5]?[0-9](?:[.][0-9]+)?)$",
    groups: ["sign", "days", "hours", "minutes", "seconds"],
  },
  "h:mm": { kind: "duration", pattern: "^([+-]?)([0-9]+):([0-5][0-9])$", groups: ["sign", "hours", "minutes"] },
  "m:ss": {
    kind: "duration",
    pattern: "^([+-]?)([0-9]+):([0-5][0-9](?:[.][0-9]+)?)$",
    groups: ["sign", "minutes", "seconds"],
  },
  PT1H2M3S: {
    kind: "duration",
    pattern: `^([+-]?)p(?:${number}w)?(?:${number}d)?(?:t(?:${number}h)?(?:${number}m)?(?:${number}s)?)?$`,
    groups: ["sign", "weeks", "days", "hours", "minutes", "seconds"],
  },
  "1 day 2 h 3 min": {
    kind: "duration",
    pattern: `^([+-]?)${[
      part("w|wks?|weeks?"),
      part("d|days?"),
      part("h|hr|hrs|hours?"),
      part("m|min|mins|minutes?"),
      part("s|sec|secs|seconds?"),
      part("ms|millis|milliseconds?"),
    ].join("")}$`,
    groups: ["sign", "weeks", "days", "hours", "minutes", "seconds", "milliseconds"],
  },
}
