import type { Command } from "commander"
import { formatBytes } from "../base/index.ts"
import type { Run } from "./command.ts"
import { shownPath } from "./shown-path.ts"
import { table } from "./text-table.ts"

/** `models export`: a model for other runtimes. */
export function addExport(command: Command, run: Run): void {
  const format = command.createOption("--format <format>", "format of the file").choices(["onnx"]).default("onnx")
  command
    .command("export")
    .description("write a model as one file that other runtimes read")
    .argument(
      "[ref]",
      "path, latest, version number, name@alias, models:/name/3 or runs:/ID/model (default: the champion, else the latest)",
    )
    .addOption(format)
    .requiredOption("-o, --out <file>", "where the file goes, a name that ends in .onnx")
    .action((ref: string | undefined, flags: { readonly out: string }) =>
      run(async ({ terminal, folder, overrides }) => {
        const { exportModel, openProject } = await import("../project/index.ts")
        const project = await openProject(folder, overrides)
        const exported = await exportModel(project, { model: ref, from: folder, out: flags.out })
        const computed = exported.inputs.filter(({ from }) => from !== "column")
        if (computed.length > 0) {
          const names = [...new Set(computed.map(({ column }) => column))].join(", ") // a text has an input a bucket
          terminal.note(
            `${terminal.paint("yellow", "note")} the graph begins behind your own features and the words of texts: compute the inputs of ${names} yourself`,
            "note ".length,
          )
        }
        const opsets = Object.entries(exported.opsets).map(([domain, opset]) => `${domain || "ai.onnx"} ${opset}`)
        const lines = [
          table(
            ["input", "type", "holds"],
            exported.inputs.map(({ name, type, doc }) => [name, type, doc]),
          ),
          `outputs  ${exported.outputs.join(", ")}`,
          `${formatBytes(exported.bytes)} of ONNX, operators ${opsets.join(", ")}: ${shownPath(exported.out)}`,
        ]
        terminal.result(lines.join("\n"), exported)
      }),
    )
}
