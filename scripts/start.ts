/**
 * `npm start`: makes the example project, runs its pipeline, serves the model and asks it for one prediction over HTTP. On a
 * terminal the server then stays until Ctrl-C; otherwise it is stopped.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { createInterface } from "node:readline"

const command = join(import.meta.dirname, "../dist/mlwright.js")
const project = join(process.cwd(), "taxi")
const stay = process.stdin.isTTY === true && process.stdout.isTTY === true

if (!existsSync(join(project, "mlwright.yaml"))) await mlwright(["init", project, "--example", "taxi", "--yes"])
await mlwright(["-C", project, "run"])
const { server, url } = await serve(await freePort(8080))
const { columns, data } = JSON.parse(readFileSync(join(project, "model/input_example.json"), "utf8"))
const trip = Object.fromEntries(columns.map((column: string, index: number) => [column, data[0][index]]))
const answer = await fetch(`${url}/predict`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(trip),
})
console.log(`\nPOST ${url}/predict\n${JSON.stringify(trip)}\n${answer.status} ${await answer.text()}\n`)
if (!answer.ok) process.exitCode = 1
if (stay) {
  console.log(
    [
      `Form        ${url}`,
      `API         ${url}/docs`,
      "Evaluation  taxi/reports/evaluation.html",
      "Next        npx mlwright init my-project --data table.csv --target column",
      "Ctrl-C stops the server.",
    ].join("\n"),
  )
  process.on("SIGINT", () => server.kill("SIGINT"))
} else server.kill("SIGINT")
await ended(server)

async function mlwright(args: readonly string[]): Promise<void> {
  const code = await ended(spawn(process.execPath, [command, ...args], { stdio: "inherit" }))
  if (code !== 0) process.exit(code)
}

/** Resolves when the server has said its URL. */
async function serve(port: number): Promise<{ server: ChildProcess; url: string }> {
  const started = spawn(process.execPath, [command, "-C", project, "serve", "--json", "--port", String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // Ctrl-C reaches us first, so that the server is stopped once and cleanly
  })
  for await (const line of createInterface({ input: started.stdout! })) {
    const said = JSON.parse(line)
    if (said.error !== undefined) {
      console.error(said.error.message)
      process.exit(1)
    }
    return { server: started, url: said.url }
  }
  throw new Error("the server ended before it answered")
}

function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((settle) => child.once("exit", (code) => settle(code ?? 1)))
}

/** The usual port, or any free one when another program has it. */
function freePort(wanted: number): Promise<number> {
  return new Promise((settle) => {
    const trial = createServer()
    trial.once("error", () => settle(0))
    trial.listen(wanted, "127.0.0.1", () => trial.close(() => settle(wanted)))
  })
}
