import { relative, resolve } from "node:path"
import type { CommandDefinition } from "../command.ts"
import { wholeNumber } from "../whole-number.ts"
import { counting } from "./in-repository.ts"

interface Flags {
  readonly rev?: string
  readonly stage?: string
  readonly out?: string
  readonly force?: true
  readonly remote?: string
  readonly jobs?: number
}

export const artifactsCommand: CommandDefinition = {
  name: "artifacts",
  define: (command, run) => {
    command.description("models and other artifacts that dvc.yaml and tags of git name")
    command
      .command("get")
      .description("copy a version of an artifact out of a repository; no repository is needed here")
      .argument("<url>", "folder of the repository, or an address that git can clone")
      .argument("<name>", "of the artifact; folder:name when its dvc.yaml is not at the top")
      .option("--rev <version>", "this version, such as v1.2.3 (default: the newest)")
      .option("--stage <stage>", "the version that has this stage, such as prod")
      .option("-o, --out <path>", "where it goes (default: its own name here)")
      .option("-f, --force", "replace what is there")
      .option("--remote <name>", "ask this remote of that repository for the data")
      .option("-j, --jobs <number>", "transfers at one time", wholeNumber)
      .action((url: string, name: string, { rev: version, stage, out, force, remote, jobs }: Flags) =>
        run(async ({ terminal, folder: from }) => {
          const { getArtifact } = await import("../../project/index.ts")
          const folder = resolve(from)
          const onDone = counting(terminal, "artifacts get")
          const gotten = await getArtifact({ url, name, version, stage, remote }, { folder, out, force, jobs, onDone })
          const { snapshot, commit } = gotten
          const path = relative(folder, gotten.path)
          terminal.result(`got ${path}, ${name} ${gotten.version}`, {
            path,
            version: gotten.version,
            commit,
            md5: snapshot.md5,
            size: snapshot.size,
          })
        }),
      )
  },
}
