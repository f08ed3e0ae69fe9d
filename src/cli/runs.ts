import type { Command } from "commander"
import { formatDuration, formatNumber } from "../base/index.ts"
import type { Run as TrackedRun } from "../track/index.ts"
import type { CommandDefinition, Run } from "./command.ts"
import { table } from "./text-table.ts"

export const runsCommand: CommandDefinition = {
  name: "runs",
  define: (command, run) => {
    command.description("what ran, with what, from what")
    addList(command, run)
    addShow(command, run)
    addCompare(command, run)
  },
}

function addList(command: Command, run: Run): void {
  command
    .command("list")
    .description("runs, newest first")
    .option("--filter <expression>", "such as \"metrics.rmse < 50000 and tags.team = 'blue'\"")
    .option("--limit <number>", "most runs to list", "20")
    .action((flags: { readonly filter?: string; readonly limit: string }) =>
      run(async ({ terminal, folder, overrides }) => {
        const { listRuns, openProject } = await import("../project/index.ts")
        const runs = await listRuns(await openProject(folder, overrides), { filter: flags.filter, limit: flags.limit })
        const rows = runs.map((one) => [
          one.id.slice(0, 8),
          one.name,
          one.status,
          when(one.startTime),
          duration(one),
          scoreText(one),
        ])
        terminal.result(
          rows.length === 0 ? noRuns(flags.filter) : table(["run", "name", "status", "started", "took", "score"], rows),
          { runs },
        )
      }),
    )
}

function addShow(command: Command, run: Run): void {
  command
    .command("show")
    .description("one run: settings, metrics, data, files")
    .argument("<id>", "run id, or enough of its beginning")
    .action((id: string) =>
      run(async ({ terminal, folder, overrides }) => {
        const { openProject, showRun } = await import("../project/index.ts")
        const { run: shown, files } = await showRun(await openProject(folder, overrides), id)
        const lines = [
          `${terminal.paint("bold", shown.name)}  ${shown.status}  ${shown.id}`,
          `started ${when(shown.startTime)} by ${shown.user}, took ${duration(shown)}`,
          "",
          table(
            ["metric", "value"],
            shown.metrics.map(({ key, value }) => [key, formatNumber(value)]),
          ),
          "",
          table(["setting", "value"], Object.entries(shown.params)),
          "",
          ...shown.datasets.map(({ dataset }) => `data   ${dataset.name} ${dataset.digest}`),
          ...files.map(({ path }) => `file   ${path}`),
          ...Object.entries(shown.tags)
            .filter(([key]) => key.startsWith("mlwright.") && key !== "mlwright.process")
            .map(([key, value]) => `${key} ${value}`),
        ]
        terminal.result(lines.join("\n"), { run: shown, files })
      }),
    )
}

function addCompare(command: Command, run: Run): void {
  command
    .command("compare")
    .description("two or more runs side by side: only what differs")
    .argument("<id...>", "run ids, or enough of their beginnings")
    .action((ids: readonly string[]) =>
      run(async ({ terminal, folder, overrides }) => {
        const { compareRuns, openProject } = await import("../project/index.ts")
        const comparison = await compareRuns(await openProject(folder, overrides), ids)
        const heads = comparison.runs.map(({ id, name }) => `${name} ${id.slice(0, 8)}`)
        const section = (
          title: string,
          rows: readonly { readonly key: string; readonly values: readonly (string | number | null)[] }[],
        ): readonly string[] =>
          rows.length === 0
            ? []
            : [
                table(
                  [title, ...heads],
                  rows.map(({ key, values }) => [key, ...values.map(cell)]),
                ),
                "",
              ]
        terminal.result(
          [...section("metric", comparison.metrics), ...section("setting", comparison.params)].join("\n").trimEnd(),
          comparison,
        )
      }),
    )
}

const noRuns = (filter: string | undefined): string =>
  filter === undefined ? "no runs yet: mlwright run makes one" : `no run fits the filter ${filter}`
const cell = (value: string | number | null): string =>
  value === null ? "-" : typeof value === "number" ? formatNumber(value) : value
const when = (time: number): string => new Date(time).toISOString().slice(0, 16).replace("T", " ")
/** Of a run that was killed before it gave a sign of life nobody knows how long it went on. */
const duration = ({ startTime, endTime, status }: TrackedRun): string =>
  endTime === undefined || (status === "KILLED" && endTime === startTime) ? "-" : formatDuration(endTime - startTime)
/** The metric that decides; runs of other tools do not say which it is. */
function scoreText({ metrics, tags }: TrackedRun): string {
  const score =
    metrics.find(({ key }) => key === tags["mlwright.primary"]) ?? metrics.find(({ key }) => !key.includes("/"))
  return score === undefined ? "-" : `${score.key} ${formatNumber(score.value)}`
}
