import type { CommandDefinition } from "./command.ts"

interface ServeFlags {
  readonly model?: string
  readonly host?: string
  readonly port?: string
}

export const serveCommand: CommandDefinition = {
  name: "serve",
  define: (command, run) => {
    command
      .description("answer predictions over HTTP, with a form page at /")
      .option(
        "--model <ref>",
        "path, latest, version number, name@alias, models:/name/3 or runs:/ID/model (default: the champion, else the latest)",
      )
      .option("--host <address>", "address to listen on (default: serve.host, the loopback one)")
      .option("--port <number>", "port to listen on; 0 for any free one (default: serve.port, 8080)")
      .action((flags: ServeFlags) =>
        run(async ({ terminal, folder, overrides }) => {
          const { openProject, serveProject } = await import("../project/index.ts")
          const given = [
            ...(flags.host === undefined ? [] : [`serve.host=${flags.host}`]),
            ...(flags.port === undefined ? [] : [`serve.port=${flags.port}`]),
          ]
          const project = await openProject(folder, [...overrides, ...given])
          const server = await serveProject(project, { model: flags.model, from: folder }, terminal.options)
          const { url, model } = server
          terminal.result(
            `Open ${terminal.paint("bold", url)} for the form, ${terminal.paint("bold", `${url}/docs`)} for the API\nCtrl-C stops the server`,
            { url, model },
          )
          await server.stopped
        }),
      )
  },
}
