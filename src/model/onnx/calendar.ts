import type { DatePart } from "../../feature/index.ts"
import { arithmetic } from "./arithmetic.ts"
import type { Graph, Value } from "./graph.ts"

/** One part of moments, step by step as the feature room computes it. */
export function datePartValue(graph: Graph, part: DatePart, moment: Value): Value {
  const { absolute, choose } = arithmetic(graph)
  const inReach = graph.apply("LessOrEqual", [absolute(moment), LAST_MOMENT])
  return choose(inReach, partOf(graph, part, moment), Number.NaN)
}

function partOf(graph: Graph, part: DatePart, moment: Value): Value {
  const { add, subtract, multiply, divide, floor, sine, cosine, less, choose, atMost } = arithmetic(graph)
  const within = (value: Value, period: number): Value =>
    subtract(value, multiply(floor(divide(value, period)), period))
  const sinceMonday = (): Value => within(add(moment, 3 * DAY), WEEK)
  const inYear = (): Value => within(subtract(moment, NEW_YEAR_2001), YEAR)
  const count = (value: Value, unit: number): Value => floor(divide(value, unit))
  const angle = (value: Value, period: number): Value => multiply(value, TURN / period)
  switch (part) {
    case "hour":
      return count(within(moment, DAY), HOUR)
    case "minuteOfDay":
      return count(within(moment, DAY), MINUTE)
    case "dayOfWeek":
      return count(sinceMonday(), DAY)
    case "hourOfWeek":
      return count(sinceMonday(), HOUR)
    case "dayOfMonth":
      return monthAndDay(graph, moment).day
    case "month":
      return monthAndDay(graph, moment).month
    case "dayOfYear":
      return atMost(count(inYear(), DAY), 365)
    case "weekend":
      return choose(less(sinceMonday(), 5 * DAY), 0, 1)
    case "daySin":
      return sine(angle(within(moment, DAY), DAY))
    case "dayCos":
      return cosine(angle(within(moment, DAY), DAY))
    case "halfDaySin":
      return sine(angle(within(moment, DAY), DAY / 2))
    case "halfDayCos":
      return cosine(angle(within(moment, DAY), DAY / 2))
    case "weekSin":
      return sine(angle(sinceMonday(), WEEK))
    case "weekCos":
      return cosine(angle(sinceMonday(), WEEK))
    case "yearSin":
      return sine(angle(inYear(), YEAR))
    case "yearCos":
      return cosine(angle(inYear(), YEAR))
  }
}

/** Of the proleptic Gregorian calendar, with years counted from March. */
function monthAndDay(graph: Graph, moment: Value): { readonly month: Value; readonly day: Value } {
  const { add, subtract, multiply, divide, floor, less, choose } = arithmetic(graph)
  const whole = (value: Value, unit: number): Value => floor(divide(value, unit))
  const days = add(whole(moment, DAY), DAYS_FROM_MARCH_0000)
  const day = subtract(days, multiply(whole(days, DAYS_IN_400_YEARS), DAYS_IN_400_YEARS))
  const withoutLeapDays = subtract(add(subtract(day, whole(day, 1460)), whole(day, 36_524)), whole(day, 146_096))
  const year = whole(withoutLeapDays, 365)
  const dayOfYear = subtract(day, subtract(add(multiply(year, 365), whole(year, 4)), whole(year, 100)))
  const fromMarch = whole(add(multiply(dayOfYear, 5), 2), 153)
  return {
    month: choose(less(fromMarch, 10), add(fromMarch, 3), subtract(fromMarch, 9)),
    day: add(subtract(dayOfYear, whole(add(multiply(fromMarch, 153), 2), 5)), 1),
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEK = 7 * DAY
const YEAR = 365.2425 * DAY
const NEW_YEAR_2001 = 978_307_200_000
const TURN = 2 * Math.PI
const DAYS_FROM_MARCH_0000 = 719_468
const DAYS_IN_400_YEARS = 146_097
const LAST_MOMENT = 8.64e15
