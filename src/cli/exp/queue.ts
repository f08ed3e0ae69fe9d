import { spawn } from "node:child_process"
import { openSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Command } from "commander"
import type { QueueTask } from "../../project/index.ts"
import type { CommandDefinition, Run } from "../command.ts"
import { table } from "../text-table.ts"
import { wholeNumber } from "../whole-number.ts"

export const queueCommand: CommandDefinition = {
  name: "queue",
  define: (command, run) => {
    command.description("work off queued experiments in the background, and look after them")
    for (const add of [addStatus, addStart, addStop, addLogs, addKill, addRemove]) add(command, run)
  },
}

function addStatus(command: Command, run: Run): void {
  command
    .command("status")
    .description("experiments that run, wait, failed or are done, and the processes that work them off")
    .action(() =>
      run(async ({ terminal, folder }) => {
        const { queueState } = await import("../../project/index.ts")
        const state = await queueState(folder)
        const rows = state.tasks.map(({ rev, name, createdAt, status }) => [
          rev.slice(0, 7),
          name,
          createdAt === undefined ? "" : new Date(createdAt * 1000).toLocaleString("sv"),
          status,
        ])
        const tasks = rows.length === 0 ? "Nothing is in the queue" : table(["task", "name", "created", "status"], rows)
        const workers = state.workers.length === 0 ? "no worker" : `workers: ${state.workers.join(", ")}`
        terminal.result(`${tasks}\n\n${workers}`, state)
      }),
    )
}

function addStart(command: Command, run: Run): void {
  command
    .command("start")
    .description("work off the queue in the background")
    .option("-j, --jobs <number>", "experiments to run side by side", wholeNumber, 1)
    .action(({ jobs }: { readonly jobs: number }) =>
      run(async ({ terminal, folder }) => {
        const { queueState, queueFolder } = await import("../../project/index.ts")
        const before = await queueState(folder)
        const waiting = before.tasks.filter(({ status }) => status === "Queued").length
        if (waiting === 0) return terminal.result("Nothing is in the queue", { started: null, waiting })
        const place = queueFolder(folder)
        await mkdir(place, { recursive: true })
        const log = openSync(join(place, "worker.log"), "a")
        const words = [process.argv[1] ?? "", "-C", folder, "exp", "run", "--run-all", "-j", String(jobs)]
        const child = spawn(process.execPath, words, { detached: true, stdio: ["ignore", log, log] })
        child.unref()
        const pid = child.pid ?? 0
        // It is there once others can see it, or when it has ended already.
        while (child.exitCode === null && !(await queueState(folder)).workers.includes(pid)) await sleep(50)
        terminal.result(`process ${pid} works off ${waiting} of the queue\nNext: mlwright queue status`, {
          started: pid,
          waiting,
        })
      }),
    )
}

function addStop(command: Command, run: Run): void {
  command
    .command("stop")
    .description("let the workers end after what they run now; the rest stays in the queue")
    .option("--kill", "break off what they run now: it stays in the queue too")
    .action(({ kill }: { readonly kill?: true }) =>
      run(async ({ terminal, folder }) => {
        const { stopQueue } = await import("../../project/index.ts")
        const stopped = await stopQueue(folder, kill === true)
        terminal.result(stopped.length === 0 ? "No worker is at work" : `asked ${stopped.join(", ")} to end`, {
          stopped,
        })
      }),
    )
}

function addLogs(command: Command, run: Run): void {
  command
    .command("logs")
    .description("print what an experiment of the queue printed")
    .argument("<task>", "its name, or the beginning of its commit's")
    .option("-f, --follow", "go on until it ends")
    .action((name: string, { follow }: { readonly follow?: true }) =>
      run(async ({ terminal, folder }) => {
        const { taskLog } = await import("../../project/index.ts")
        let log = await taskLog(folder, name)
        let told = 0
        while (follow === true && !log.isWhole) {
          if (log.text.length > told) terminal.note(log.text.slice(told).trimEnd())
          told = log.text.length
          await sleep(300)
          log = await taskLog(folder, name)
        }
        terminal.result(log.text.slice(told).trimEnd(), { name, log: log.text, whole: log.isWhole })
      }),
    )
}

function addKill(command: Command, run: Run): void {
  command
    .command("kill")
    .description("end experiments that are being run; they count as failed, the rest goes on")
    .argument("<task...>", "their names, or the beginnings of their commits'")
    .action((names: readonly string[]) =>
      run(async ({ terminal, folder }) => {
        const { killTasks } = await import("../../project/index.ts")
        const killed = await killTasks(folder, names)
        terminal.result(`asked ${killed.join(", ")} to end`, { killed })
      }),
    )
}

interface RemoveFlags {
  readonly all?: true
  readonly queued?: true
  readonly success?: true
  readonly failed?: true
}

function addRemove(command: Command, run: Run): void {
  command
    .command("remove")
    .alias("rm")
    .description("take experiments out of the queue; those that are done stay in git")
    .argument("[task...]", "their names, or the beginnings of their commits'")
    .option("--all", "all that do not run")
    .option("--queued", "all that wait")
    .option("--failed", "all that failed")
    .option("--success", "all that are done")
    .action((names: readonly string[], flags: RemoveFlags) =>
      run(async ({ terminal, folder }) => {
        const { removeTasks } = await import("../../project/index.ts")
        const wanted = (flag: true | undefined, status: QueueTask["status"]) =>
          flag === true || flags.all === true ? [status] : []
        const statuses = new Set([
          ...wanted(flags.queued, "Queued"),
          ...wanted(flags.failed, "Failed"),
          ...wanted(flags.success, "Success"),
        ])
        const removed = await removeTasks(folder, { names, statuses })
        terminal.result(removed.length === 0 ? "Nothing to remove" : `removed ${removed.join(", ")}`, { removed })
      }),
    )
}
