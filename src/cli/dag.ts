import type { CommandDefinition } from "./command.ts"

interface Flags {
  readonly mermaid?: true
  readonly dot?: true
  readonly svg?: true
  readonly md?: true
  readonly outs?: true
  readonly full?: true
  readonly collapseForeachMatrix?: true
}

export const dagCommand: CommandDefinition = {
  name: "dag",
  define: (command, run) => {
    command
      .description("what stands on what: stages and tracked data")
      .argument("[stage]", "this stage and what it stands on")
      .option("--mermaid", "as Mermaid, which GitHub draws")
      .option("--md", "as Mermaid in a Markdown block")
      .option("--dot", "for Graphviz")
      .option("--svg", "as a drawing")
      .option("--full", "all that hangs together with the stage")
      .option("--collapse-foreach-matrix", "stages that were made from one as one")
      .option("-o, --outs", "outputs in place of stages")
      .action((target: string | undefined, flags: Flags) =>
        run(async ({ terminal, folder }) => {
          const { drawDag, showDag } = await import("../project/index.ts")
          const dag = await showDag(folder, {
            target,
            outs: flags.outs,
            full: flags.full,
            collapse: flags.collapseForeachMatrix,
          })
          terminal.result(drawDag(dag, formOf(flags)), dag)
        }),
      )
  },
}

function formOf({ mermaid, md, dot, svg }: Flags): "mermaid" | "markdown" | "dot" | "svg" | "tree" {
  if (md === true) return "markdown"
  if (mermaid === true) return "mermaid"
  if (dot === true) return "dot"
  return svg === true ? "svg" : "tree"
}
