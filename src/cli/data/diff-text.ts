import type { DataDiff } from "../../repository/index.ts"

/** @returns the words for people, and the document as DVC prints it: an empty map when nothing changed */
export function shownDiff(
  diff: DataDiff | undefined,
  { showHash, hideMissing }: { readonly showHash?: true; readonly hideMissing?: true },
): [string, unknown] {
  const kinds = Object.entries(diff ?? {}).filter(([kind]) => hideMissing !== true || kind !== "not in cache")
  const document = kinds.map(([kind, entries]) => [
    kind,
    (entries as DataDiff["added"])
      .toSorted((first, second) => (textOf(first.path) < textOf(second.path) ? -1 : 1))
      .map(({ path, hash }) => (showHash === true ? { path, hash } : { path })),
  ])
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

function textOf(path: string | { readonly old: string; readonly new: string }): string {
  return typeof path === "string" ? path : `${path.old} -> ${path.new}`
}
