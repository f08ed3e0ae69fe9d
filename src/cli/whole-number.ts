import { InvalidArgumentError } from "commander"

/** An option's value that is a count of at least 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("A whole number of at least 1 is wanted.")
  return Number(text)
}
