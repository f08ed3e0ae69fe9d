/**
 * Where a merge left its markers in a text.
 *
 * @returns number of the first such line, from 1; undefined when there is none
 */
export function conflictLine(text: string): number | undefined {
  const found = /^(?:<{7}|>{7}|\|{7})(?: |$)/m.exec(text)
  return found === null ? undefined : text.slice(0, found.index).split("\n").length
}
