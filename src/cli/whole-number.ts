import { InvalidArgumentError } from "commander"

/** An option's value that is a count of commits, where a negative one stands for all. */
export function commitCount(text: string): number {
  return /^-[1-9]\d{0,8}$/.test(text) ? Number.POSITIVE_INFINITY : wholeNumber(text)
}

/** An option's value that is a count of digits after the point. */
export function decimalPlaces(text: string): number {
  if (!/^(?:\d|1\d|20)$/.test(text)) throw new InvalidArgumentError("A whole number from 0 to 20 is wanted.")
  return Number(text)
}

/** An option's value that is a count of at least 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("A whole number of at least 1 is wanted.")
  return Number(text)
}
