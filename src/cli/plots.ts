import { spawn } from "node:child_process"
import { mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Command } from "commander"
import { type Json, readText, writeFileAtomic } from "../base/index.ts"
import type { ShownPlots } from "../project/index.ts"
import { collect } from "./collect.ts"
import type { CommandDefinition, Context, Run } from "./command.ts"
import { onePlotWanted } from "./errors.ts"
import { shownPath } from "./shown-path.ts"
import type { Terminal } from "./terminal.ts"

interface Flags {
  readonly x?: string
  readonly y?: readonly string[]
  readonly template?: string
  readonly title?: string
  readonly xLabel?: string
  readonly yLabel?: string
  readonly out: string
  readonly svg?: true
  readonly header: boolean
  readonly htmlTemplate?: string
  readonly showVega?: true
  readonly open?: true
  readonly targets?: readonly string[]
}

export const plotsCommand: CommandDefinition = {
  name: "plots",
  define: (command, run) => {
    command.description("drawings of what stages wrote, of several commits and experiments side by side")
    addShow(command, run)
    addDiff(command, run)
    addTemplates(command, run)
  },
}

function addShow(command: Command, run: Run): void {
  drawing(command.command("show"))
    .description("the plots as one HTML page, or each as SVG")
    .argument("[plot...]", "plots of dvc.yaml, or files of data (default: all plots)")
    .action((targets: readonly string[], flags: Flags) =>
      run((context) => show(context, { targets, revisions: [] }, flags)),
    )
}

function addDiff(command: Command, run: Run): void {
  drawing(command.command("diff"))
    .description("the plots of commits and experiments side by side")
    .argument("[revision...]", "commits, branches, tags, experiments, workspace (default: HEAD and the workspace)")
    .option("--targets <plot...>", "only these plots or files")
    .action((revisions: readonly string[], flags: Flags) =>
      run((context) => {
        const [first = "HEAD", ...rest] = revisions
        const sides = rest.length > 0 ? revisions : ["workspace", first]
        return show(context, { targets: flags.targets ?? [], revisions: sides }, flags)
      }),
    )
}

function addTemplates(command: Command, run: Run): void {
  command
    .command("templates")
    .description("ways to draw a plot")
    .action(() =>
      run(async ({ terminal }) => {
        const { templates } = await import("../plot/index.ts")
        const words = { line: "lines", scatter: "points", bar: "bars", cells: "counts of pairs" }
        const lines = Object.entries(templates).map(([name, form]) => `${name.padEnd(22)}${words[form]}`)
        terminal.result(lines.join("\n"), { templates: Object.keys(templates) })
      }),
    )
}

function drawing(command: Command): Command {
  return command
    .option("-x <field>", "field of the axis below")
    .option("-y <field>", "field of the axis to the left; repeatable", collect)
    .option("-t, --template <name>", "how it is drawn; see plots templates")
    .option("--title <text>", "title of the plot")
    .option("--x-label <text>", "name of the axis below")
    .option("--y-label <text>", "name of the axis to the left")
    .option("-o, --out <folder>", "where the files go", "dvc_plots")
    .option("--svg", "each plot as an SVG file, for a report")
    .option("--no-header", "the first line of CSV and TSV is one of data; columns are called 0, 1 and so on")
    .option("--html-template <file>", "page of your own that the plots are put into, at {plot_divs}")
    .option("--show-vega", "print the Vega-Lite specification of one plot; write nothing")
    .option("--open", "open the page in the browser")
}

async function show(
  { terminal, folder }: Context,
  { targets, revisions }: { readonly targets: readonly string[]; readonly revisions: readonly string[] },
  flags: Flags,
): Promise<void> {
  const { showPlots } = await import("../project/index.ts")
  const shown = await showPlots(folder, { targets, revisions, drawn: drawnAs(flags) })
  for (const { name, msg } of shown.errors) terminal.note(`${terminal.paint("yellow", "note")} ${name}: ${msg}`)
  if (flags.showVega === true) {
    const [only, ...others] = shown.charts
    if (only === undefined || others.length > 0) throw onePlotWanted(shown.charts.map(({ id }) => id))
    terminal.result(JSON.stringify(only.vega), only.vega)
    return
  }
  const files = terminal.options.json ? [] : await write(folder, shown, flags)
  const text = files.length === 0 ? "No plots" : files.map((file) => shownPath(file)).join("\n")
  terminal.result(text, { data: dataOf(shown), errors: shown.errors })
  if (flags.open === true && files[0] !== undefined) openInBrowser(files[0], terminal)
}

async function write(
  folder: string,
  { revisions, charts, pictures }: ShownPlots,
  { svg, htmlTemplate, out: place }: Flags,
): Promise<readonly string[]> {
  if (charts.length + pictures.length === 0) return []
  const { plotSvg, plotsInTemplate, plotsPage } = await import("../report/index.ts")
  const out = resolve(folder, place)
  await mkdir(out, { recursive: true })
  if (svg !== true) {
    const page = join(out, "index.html")
    const filled =
      htmlTemplate === undefined
        ? await plotsPage(revisions, charts, pictures)
        : await plotsInTemplate(
            { text: await readText(resolve(folder, htmlTemplate)), path: htmlTemplate },
            charts,
            pictures,
          )
    await writeFileAtomic(page, filled)
    return [page]
  }
  const files: string[] = []
  for (const chart of charts) {
    const file = join(out, `${chart.id.replaceAll(/[^\w.-]+/g, "_")}.svg`)
    await writeFileAtomic(file, await plotSvg(chart))
    files.push(file)
  }
  return files
}

/** The shape of `dvc plots show --json`. */
function dataOf({ charts, pictures }: ShownPlots): Readonly<Record<string, readonly unknown[]>> {
  const data: Record<string, readonly unknown[]> = {}
  const add = (id: string, drawing: unknown): void => {
    data[id] = [...(data[id] ?? []), drawing]
  }
  for (const { id, vega, of } of charts) add(id, { type: "vega", revisions: of, content: vega })
  for (const { title, revision, source } of pictures) add(title, { type: "image", revisions: [revision], url: source })
  return data
}

/** With whatever the person has for pages. */
function openInBrowser(file: string, terminal: Terminal): void {
  const programs: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "open", win32: "explorer" }
  const child = spawn(programs[process.platform] ?? "xdg-open", [file], { detached: true, stdio: "ignore" })
  child.on("error", ({ message }) => terminal.note(`${terminal.paint("yellow", "note")} not opened: ${message}`))
  child.unref()
}

function drawnAs({ x, y, template, title, xLabel, yLabel, header }: Flags): Readonly<Record<string, Json>> {
  const given = {
    x,
    y: y?.length === 1 ? y[0] : y,
    template,
    title,
    x_label: xLabel,
    y_label: yLabel,
    header: header ? undefined : false,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<string, Json>
}
