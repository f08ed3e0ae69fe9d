import type { DataDiff } from "../../repository/index.ts"
import { markdownTable } from "../text-table.ts"

/** @returns the words for people, and the document as DVC prints it: an empty map when nothing changed */
export function shownDiff(
  diff: DataDiff | undefined,
  { showHash, hideMissing, md }: { readonly showHash?: true; readonly hideMissing?: true; readonly md?: true },
): [string, unknown] {
  const kinds = Object.entries(diff ?? {}).filter(([kind]) => hideMissing !== true || kind !== "not in cache")
  const document = kinds.map(([kind, entries]) => [
    kind,
    (entries as DataDiff["added"])
      .toSorted((first, second) => (textOf(first.path) < textOf(second.path) ? -1 : 1))
      .map(({ path, hash }) => (showHash === true ? { path, hash } : { path })),
  ])
  if (md === true) return [markdown(kinds, showHash === true), Object.fromEntries(document)]
  const lines = kinds.flatMap(([kind, entries]) =>
    (entries as DataDiff["added"]).length === 0
      ? []
      : [
          `${kind[0]?.toUpperCase()}${kind.slice(1)}:`,
          ...(entries as DataDiff["added"]).map(
            ({ path, hash }) => `    ${showHash === true ? `${textOf(hash)}  ` : ""}${textOf(path)}`,
          ),
        ],
  )
  return [lines.join("\n") || "No changes.", Object.fromEntries(document)]
}

/** For a comment on a pull request. */
function markdown(kinds: readonly (readonly [string, unknown])[], showHash: boolean): string {
  const rows = kinds.flatMap(([kind, entries]) =>
    (entries as DataDiff["added"]).map(({ path, hash }) => [kind, ...(showHash ? [textOf(hash)] : []), textOf(path)]),
  )
  return markdownTable(["Status", ...(showHash ? ["Hash"] : []), "Path"], rows)
}

function textOf(path: string | { readonly old: string; readonly new: string }): string {
  return typeof path === "string" ? path : `${path.old} -> ${path.new}`
}
