import { KnownError } from "../base/index.ts"

export const projectMissing = (folder: string): KnownError =>
  new KnownError({
    code: "project.missing",
    blame: "user",
    message: `Cannot find a project: neither "${folder}" nor a folder above it has a mlwright.yaml`,
    hint: "Make one with mlwright init, or name its folder with -C",
    detail: { folder },
  })

export const folderMissing = (folder: string): KnownError =>
  new KnownError({
    code: "project.folder-missing",
    blame: "user",
    message: `Cannot find a project in "${folder}": there is no such folder`,
    hint: "Check the folder named with -C; it is taken from the folder the command runs in",
    detail: { folder },
  })

export const settingsUnreadable = (path: string, line: number, problem: string): KnownError =>
  new KnownError({
    code: "project.settings-unreadable",
    blame: "user",
    message: `Cannot read "${path}": line ${line} is not valid YAML: ${problem}`,
    hint: `Mend line ${line} of "${path}"`,
    detail: { path, line },
  })

export const settingUnknown = (key: string, meant: string | undefined, path: string): KnownError =>
  new KnownError({
    code: "project.setting-unknown",
    blame: "user",
    message: `Cannot use the setting "${key}" of ${path}: there is no such setting`,
    hint: meant === undefined ? "List all settings with mlwright config explain" : `Did you mean "${meant}"?`,
    detail: { key, ...(meant === undefined ? {} : { meant }) },
  })

export const settingInvalid = (key: string, problem: string, got: unknown): KnownError =>
  new KnownError({
    code: "project.setting-invalid",
    blame: "user",
    message: `Cannot use the setting "${key}": wanted ${problem}, got ${JSON.stringify(got) ?? "nothing"}`,
    hint: `See mlwright config explain ${key}`,
    detail: { key, got },
  })

export const exportNameWrong = (out: string): KnownError =>
  new KnownError({
    code: "project.export-name",
    blame: "user",
    message: `Cannot write an ONNX graph to "${out}": a name that ends in .onnx is wanted`,
    hint: "Write --out with a name such as model.onnx",
    detail: { out },
  })

export const overrideMalformed = (text: string): KnownError =>
  new KnownError({
    code: "project.override-malformed",
    blame: "user",
    message: `Cannot read the override "${text}": wanted section.key=value`,
    hint: "Write it as --set train.budgetSeconds=30",
    detail: { text },
  })

export const projectExists = (path: string): KnownError =>
  new KnownError({
    code: "project.exists",
    blame: "user",
    message: `Cannot make a project: "${path}" is already there`,
    hint: "Choose another folder, or add --force to write the project's files anew",
    detail: { path },
  })

export const targetNeeded = (columns: readonly string[]): KnownError =>
  new KnownError({
    code: "project.target-needed",
    blame: "user",
    message: `Cannot make a project: no target column is named; the table has ${columns.join(", ")}`,
    hint: "Name it with --target COLUMN",
    detail: { columns },
  })

export const columnUnknown = (flag: string, column: string, meant: string | undefined): KnownError =>
  new KnownError({
    code: "project.column-unknown",
    blame: "user",
    message: `Cannot use ${flag} "${column}": the table has no such column`,
    hint: meant === undefined ? "Use the name of a column in the file's header" : `Did you mean "${meant}"?`,
    detail: { flag, column, ...(meant === undefined ? {} : { meant }) },
  })

export const modelMissing = (): KnownError =>
  new KnownError({
    code: "project.model-missing",
    blame: "user",
    message: "Cannot find a model: nothing was trained in this project yet",
    hint: "Train one with mlwright run",
  })

export const stepUnknown = (name: string, known: readonly string[], meant: string | undefined): KnownError =>
  new KnownError({
    code: "project.step-unknown",
    blame: "user",
    message: `Cannot run the step "${name}": wanted one of ${known.join(", ")}`,
    hint: meant === undefined ? "See mlwright step --help" : `Did you mean "${meant}"?`,
    detail: { name, known },
  })

export const limitInvalid = (limit: string): KnownError =>
  new KnownError({
    code: "project.limit-invalid",
    blame: "user",
    message: `Cannot list "${limit}" runs: wanted a whole number from 1 to 50,000`,
    hint: "Write --limit 20",
    detail: { limit },
  })

export const runUnknown = (id: string): KnownError =>
  new KnownError({
    code: "project.run-unknown",
    blame: "user",
    message: `Cannot find the run "${id}": no run of this project has that id or name`,
    hint: "List them with mlwright runs list",
    detail: { id },
  })

export const runAmbiguous = (id: string, matching: readonly string[]): KnownError =>
  new KnownError({
    code: "project.run-ambiguous",
    blame: "user",
    message: `Cannot tell which run "${id}" is: ${matching.length} runs begin so`,
    hint: `Write more of the id, such as ${matching[0]?.slice(0, 12) ?? id}`,
    detail: { id, matching },
  })

export const modelVersionNeeded = (ref: string): KnownError =>
  new KnownError({
    code: "project.version-needed",
    blame: "user",
    message: `Cannot show "${ref}": it is a folder, not a registered version`,
    hint: "List the versions with mlwright models list",
    detail: { ref },
  })

export const exampleUnknown = (name: string, known: readonly string[], meant: string | undefined): KnownError =>
  new KnownError({
    code: "project.example-unknown",
    blame: "user",
    message: `Cannot make the example "${name}": wanted one of ${known.join(", ")}`,
    hint: `Write --example ${meant ?? known[0]}`,
    detail: { name, known },
  })

export const dataNeeded = (): KnownError =>
  new KnownError({
    code: "project.data-needed",
    blame: "user",
    message: "Cannot make a project: no table is named",
    hint: "Name it with --data FILE, or try --example taxi",
  })

export const taskUnknown = (task: string, meant: string | undefined): KnownError =>
  new KnownError({
    code: "project.task-unknown",
    blame: "user",
    message: `Cannot use --task "${task}": wanted auto, regression, binary or multiclass`,
    hint: `Write --task ${meant ?? "auto"}`,
    detail: { task },
  })

export const outIsInput = (path: string): KnownError =>
  new KnownError({
    code: "project.out-is-input",
    blame: "user",
    message: `Cannot write the predictions to "${path}": it is the file they are made from`,
    hint: "Name another file with --out",
    detail: { path },
  })

export const fileUnversioned = (path: string, revision: string): KnownError =>
  new KnownError({
    code: "project.file-unversioned",
    blame: "user",
    message: `Cannot find "${path}" in "${revision}": neither a .dvc file, dvc.lock nor git has it there`,
    hint: `Name a commit that has it: git log --oneline -- "${path}.dvc"`,
    detail: { path, revision },
  })

export const fileOutside = (path: string, root: string): KnownError =>
  new KnownError({
    code: "project.file-outside",
    blame: "user",
    message: `Cannot compare versions of "${path}": wanted a file of the project in "${root}"`,
    hint: "Name a file below the project's folder, or compare two files with mlwright compare",
    detail: { path, root },
  })

export const stepsExist = (paths: readonly string[]): KnownError =>
  new KnownError({
    code: "project.steps-exist",
    blame: "user",
    message: `Cannot write the steps of the notebook: ${paths.length === 1 ? "a file is" : `${paths.length} files are`} already there, the first is "${paths[0]}"`,
    hint: "Write elsewhere with --out, or overwrite them with --force",
    detail: { paths },
  })

export const answersInvalid = (path: string, what: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "project.answers-invalid",
    blame: "user",
    message: `Cannot read answers from "${path}": keys tune and ensemble are wanted, and ${what}`,
    hint: "Write such as {tune: {boosting: {leaves: [15, 31]}}, ensemble: auto}, or give reports/training.json of an answered run",
    detail: { path },
    cause,
  })

export const valuesFolder = (target: string): KnownError =>
  new KnownError({
    code: "project.values-folder",
    blame: "user",
    message: `Cannot read "${target}": wanted a file, and it is a folder`,
    hint: "Add --recursive to read all files below it",
    detail: { target },
  })

export const valuesMissing = (targets: readonly string[], { recursive }: { readonly recursive: boolean }): KnownError =>
  new KnownError({
    code: "project.values-missing",
    blame: "user",
    message: `Cannot find values in ${targets.map((one) => `"${one}"`).join(", ")}: there is no such file${recursive ? " with values" : ""}, now or in these commits`,
    hint: "Name files of values; a commit is named with --rev",
    detail: { targets },
  })

export const artifactUnknown = (name: string, near: string | undefined, known: readonly string[]): KnownError =>
  new KnownError({
    code: "project.artifact-unknown",
    blame: "user",
    message: `Cannot find the artifact "${name}": tags of git name ${known.slice(0, 12).join(", ") || "none"}`,
    hint:
      near === undefined
        ? "Tag a version with mlwright models tag, or copy a path with mlwright get"
        : `Write "${near}", if it is meant`,
    detail: { name, known, ...(near === undefined ? {} : { nearest: near }) },
  })

export const artifactVersionUnknown = (
  name: string,
  wanted: string,
  known: { readonly versions: readonly string[]; readonly stages: readonly string[] },
): KnownError =>
  new KnownError({
    code: "project.artifact-version-unknown",
    blame: "user",
    message: `Cannot find "${wanted}" of the artifact "${name}": it has the versions ${known.versions.join(", ") || "none"} and the stages ${known.stages.join(", ") || "none"}`,
    hint: "Name one of them with --rev or --stage",
    detail: { name, wanted, ...known },
  })
