import type { Dag } from "./dag.ts"

/** As `dvc dag --mermaid`: one group after the other of nodes that hang together, each sorted. */
export function mermaidText(dag: Dag): string {
  const ids = new Map<string, string>()
  const lines = groupsOf(dag).flatMap((group) => {
    const nodes = group.toSorted().map((node) => {
      ids.set(node, `node${ids.size + 1}`)
      return `\t${ids.get(node)}["${node.replaceAll('"', "#quot;")}"]`
    })
    const edges = dag.edges.filter(([from]) => group.includes(from)).toSorted()
    return [...nodes, ...edges.map(([from, to]) => `\t${ids.get(from)}-->${ids.get(to)}`)]
  })
  return ["flowchart TD", ...lines].join("\n")
}

/** For Graphviz, as `dvc dag --dot`. */
export function dotText({ nodes, edges }: Dag): string {
  const quoted = (name: string): string => `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
  const lines = [
    ...nodes.map((node) => `${quoted(node)};`),
    ...edges.map(([from, to]) => `${quoted(from)} -> ${quoted(to)};`),
  ]
  return ["strict digraph {", ...lines, "}"].join("\n")
}

/** A tree from what stands on nothing; a node met again is named without what follows from it. */
export function treeText({ nodes, edges }: Dag): string {
  const shown = new Set<string>()
  const lines: string[] = []
  const after = (node: string): readonly string[] => edges.filter(([from]) => from === node).map(([, to]) => to)
  const draw = (node: string, { first, rest }: { readonly first: string; readonly rest: string }): void => {
    const again = shown.has(node) && after(node).length > 0
    lines.push(`${first}${node}${again ? " ..." : ""}`)
    if (shown.has(node)) return
    shown.add(node)
    const next = after(node)
    for (const [index, one] of next.entries()) {
      const last = index === next.length - 1
      draw(one, { first: `${rest}${last ? "└─ " : "├─ "}`, rest: `${rest}${last ? "   " : "│  "}` })
    }
  }
  for (const node of nodes) if (edges.every(([, to]) => to !== node)) draw(node, { first: "", rest: "" })
  return lines.join("\n")
}

/** Nodes that hang together, whatever the direction, in the order of their first. */
function groupsOf({ nodes, edges }: Dag): readonly (readonly string[])[] {
  const groupOf = new Map(nodes.map((node) => [node, new Set([node])]))
  for (const [from, to] of edges) {
    const [first, second] = [groupOf.get(from), groupOf.get(to)]
    if (first === undefined || second === undefined || first === second) continue
    for (const node of second) {
      first.add(node)
      groupOf.set(node, first)
    }
  }
  return [...new Set(groupOf.values())].map((group) => [...group])
}
