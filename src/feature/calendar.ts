import type { DatePart } from "./encoder.ts"

/**
 * One part of a moment, by the clock the file was written with (times are kept as they stand, without a time zone). NaN for a
 * moment that is missing or beyond what dates can hold. Works before 1970 too.
 *
 * @param moment milliseconds since 1970
 * @returns hour 0-23, minuteOfDay 0-1439, dayOfWeek 0 Monday to 6, hourOfWeek 0-167, dayOfMonth 1-31, month 1-12, dayOfYear 0-365,
 *   weekend 0 or 1, sines and cosines in [-1, 1]
 */
export function datePart(part: DatePart, moment: number): number {
  if (!(Math.abs(moment) <= LAST_MOMENT)) return Number.NaN
  switch (part) {
    case "hour":
      return Math.floor(within(moment, DAY) / HOUR)
    case "minuteOfDay":
      return Math.floor(within(moment, DAY) / MINUTE)
    case "dayOfWeek":
      return Math.floor(sinceMonday(moment) / DAY)
    case "hourOfWeek":
      return Math.floor(sinceMonday(moment) / HOUR)
    case "dayOfMonth":
      return dayAndMonth(moment) & 31
    case "month":
      return dayAndMonth(moment) >> 5
    case "dayOfYear":
      return Math.min(365, Math.floor(within(moment - NEW_YEAR_2001, YEAR) / DAY))
    case "weekend":
      return sinceMonday(moment) >= 5 * DAY ? 1 : 0
    case "daySin":
      return Math.sin(within(moment, DAY) * (TURN / DAY))
    case "dayCos":
      return Math.cos(within(moment, DAY) * (TURN / DAY))
    case "halfDaySin":
      return Math.sin(within(moment, DAY) * ((2 * TURN) / DAY))
    case "halfDayCos":
      return Math.cos(within(moment, DAY) * ((2 * TURN) / DAY))
    case "weekSin":
      return Math.sin(sinceMonday(moment) * (TURN / WEEK))
    case "weekCos":
      return Math.cos(sinceMonday(moment) * (TURN / WEEK))
    case "yearSin":
      return Math.sin(within(moment - NEW_YEAR_2001, YEAR) * (TURN / YEAR))
    case "yearCos":
      return Math.cos(within(moment - NEW_YEAR_2001, YEAR) * (TURN / YEAR))
  }
}

function within(moment: number, period: number): number {
  return moment - Math.floor(moment / period) * period
}

/** The first day of 1970 was a Thursday. */
function sinceMonday(moment: number): number {
  return within(moment + 3 * DAY, WEEK)
}

/**
 * Month and day of the proleptic Gregorian calendar as `month * 32 + day`. Years are counted from March, so that the leap day
 * comes last and the days before a month are a straight line: floor((153 m + 2) / 5).
 */
function dayAndMonth(moment: number): number {
  const days = Math.floor(moment / DAY) + DAYS_FROM_MARCH_0000
  const day = days - Math.floor(days / DAYS_IN_400_YEARS) * DAYS_IN_400_YEARS
  const year = Math.floor((day - Math.floor(day / 1460) + Math.floor(day / 36524) - Math.floor(day / 146096)) / 365)
  const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return month * 32 + dayOfMonth
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEK = 7 * DAY
/** Mean Gregorian year; a season may be off by a day, which is less than seasons vary. */
const YEAR = 365.2425 * DAY
const NEW_YEAR_2001 = 978_307_200_000
const TURN = 2 * Math.PI
const DAYS_FROM_MARCH_0000 = 719_468
const DAYS_IN_400_YEARS = 146_097
/** The furthest a JavaScript date can be from 1970. */
const LAST_MOMENT = 8.64e15
