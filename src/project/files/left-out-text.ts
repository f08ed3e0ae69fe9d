import { formatNumber } from "../../base/index.ts"
import type { LeftOut } from "../../table/index.ts"

/**
 * A line for the rows that `data.badRows: drop` took out of a reading; none when there are none.
 *
 * @param fate what became of them, such as `left out`
 */
export function leftOutText({ count, first }: LeftOut, fate: string): readonly string[] {
  if (count === 0) return []
  const more = count > mostShown ? "; ..." : ""
  const rows = `${formatNumber(count)} ${count === 1 ? "row" : "rows"}`
  return [`${rows} cannot be read (${fate}): ${first.slice(0, mostShown).join("; ")}${more}`]
}

const mostShown = 3
