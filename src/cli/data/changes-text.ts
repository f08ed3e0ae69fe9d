import type { CheckedOut } from "../../version/index.ts"
import type { Terminal } from "../terminal.ts"

/** As DVC shows it: `A`, `M` or `D`, a tab, the path. */
export function changesText({ added, modified, deleted }: CheckedOut, terminal: Terminal): string {
  const lines = [
    ...inOrder(modified).map((path) => `${terminal.paint("yellow", "M")}\t${path}`),
    ...inOrder(added).map((path) => `${terminal.paint("green", "A")}\t${path}`),
    ...inOrder(deleted).map((path) => `${terminal.paint("red", "D")}\t${path}`),
  ]
  return lines.join("\n")
}

/** Folders first. */
function inOrder(paths: readonly string[]): readonly string[] {
  const rank = (path: string): number => (path.endsWith("/") ? 0 : 1)
  return paths.toSorted((first, second) => rank(first) - rank(second) || (first < second ? -1 : 1))
}
