import type { CommandDefinition } from "./command.ts"
import { untilInterrupted } from "./interrupt.ts"

export const stepCommand: CommandDefinition = {
  name: "step",
  define: (command, run) => {
    command
      .description(
        "run one standard stage by itself, as dvc.yaml names it: ingest, validate, features, train or evaluate",
      )
      .argument("<name>", "stage")
      .action((name: string) =>
        run(async ({ terminal, folder, overrides }) => {
          const { openProject, runStep } = await import("../project/index.ts")
          const project = await openProject(folder, overrides)
          const report = await untilInterrupted((signal) =>
            runStep(project, name, { signal, progress: terminal.progress(name) }),
          )
          terminal.result([report.summary, ...report.notes].join("\n"), {
            stage: name,
            summary: report.summary,
            notes: report.notes,
          })
        }),
      )
  },
}
