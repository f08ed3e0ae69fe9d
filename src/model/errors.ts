import { KnownError } from "../base/index.ts"

export const modelMissing = (folder: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "model.missing",
    blame: "user",
    message: `Cannot load a model from "${folder}": it must be a folder with model.json, there is none`,
    hint: "Make a model with: mlwright run",
    detail: { folder },
    cause,
  })

export const modelCorrupt = (folder: string, what: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "model.corrupt",
    blame: "user",
    message: `Cannot load the model in "${folder}": ${what}`,
    hint: "Get the folder again from where it came, or train it again with: mlwright run --force",
    detail: { folder, what },
    cause,
  })

export const modelTooNew = (folder: string, facts: { readonly format: number; readonly known: number }): KnownError =>
  new KnownError({
    code: "model.too-new",
    blame: "user",
    message: `Cannot load the model in "${folder}": its format is ${facts.format}, this version reads up to ${facts.known}`,
    hint: "Update with: npm install mlwright@latest",
    detail: { folder, ...facts },
  })

export const companionName = (name: string): KnownError =>
  new KnownError({
    code: "model.companion-name",
    blame: "user",
    message: `Cannot add "${name}" to the model folder: it must be a plain file name that the model does not use itself`,
    hint: "Choose another file name",
    detail: { name },
  })

export const onnxWithoutInput = (model: string): KnownError =>
  new KnownError({
    code: "model.onnx-without-input",
    blame: "user",
    message: `Cannot write model "${model}" as ONNX: the graph must have a column as input, the table has none besides the target`,
    hint: "Add a column to the table and train again with: mlwright run",
    detail: { model },
  })

export const explainUncounted = (model: string): KnownError =>
  new KnownError({
    code: "model.explain-uncounted",
    blame: "user",
    message: `Cannot explain answers of model "${model}": the row counts of its branches are wanted, the version of mlwright that made it kept none`,
    hint: "Train it again with: mlwright run --force",
    detail: { model },
  })

export const intervalsMissing = (model: string, task: string): KnownError =>
  new KnownError({
    code: "model.intervals-missing",
    blame: "user",
    message: `Cannot give intervals with model "${model}": ${
      task === "regression"
        ? "the errors it made on rows it had not seen are wanted, and it keeps none"
        : `numbers as answers are wanted, it is a ${task} model`
    }`,
    hint:
      task === "regression"
        ? "Train it again with: mlwright run --force"
        : "Ask for a prediction set instead: mlwright predict --prediction-set, or predictionSet in the address",
    detail: { model, task },
  })

export const intervalLevel = (
  level: number,
  { most, rows }: { readonly most: number; readonly rows: number },
): KnownError =>
  new KnownError({
    code: "model.interval-level",
    blame: "user",
    message: `Cannot give intervals that hold a share of ${level}: wanted above 0 and at most ${Math.floor(most * 1e4) / 1e4}, which is what errors of ${rows} rows can tell`,
    hint: "Give a smaller share, such as 0.9",
    detail: { level, most, rows },
  })

export const predictionSetsMissing = (model: string, task: string): KnownError =>
  new KnownError({
    code: "model.prediction-sets-missing",
    blame: "user",
    message: `Cannot give prediction sets with model "${model}": ${
      task === "regression"
        ? "classes as answers are wanted, it is a regression model"
        : "the probabilities it gave to rows it had not seen are wanted, and it keeps none"
    }`,
    hint:
      task === "regression"
        ? "Ask for an interval instead: mlwright predict --interval, or interval in the address"
        : "Train it again with: mlwright run --force",
    detail: { model, task },
  })

export const predictionSetLevel = (
  share: number,
  { most, rows }: { readonly most: number; readonly rows: number },
): KnownError =>
  new KnownError({
    code: "model.prediction-set-level",
    blame: "user",
    message: `Cannot give prediction sets that hold a share of ${share}: wanted above 0 and at most ${Math.floor(most * 1e4) / 1e4}, which is what ${rows} rows can tell`,
    hint: "Give a smaller share, such as 0.9",
    detail: { share, most, rows },
  })

/** @param problems as the schema's parser gives them, capped by it */
export const recordsInvalid = (model: string, problems: readonly { readonly message: string }[]): KnownError =>
  new KnownError({
    code: "model.records-invalid",
    blame: "user",
    message: `Cannot predict with model "${model}": ${problems.length} ${problems.length === 1 ? "problem" : "problems"}, the first: ${problems[0]?.message ?? ""}`,
    hint: "Correct the fields named in detail.problems; the model's schema says what each must be",
    detail: { model, problems },
  })

export const digestMissing = (address: string): KnownError =>
  new KnownError({
    code: "model.digest-missing",
    blame: "environment",
    message: `Cannot check the model at "${address}": SHA-256 of the browser is wanted, which pages have only over https or from localhost`,
    hint: "Serve the page over https",
    detail: { address, retryable: false },
  })

export const fetchFailed = (address: string, why: string, cause?: unknown): KnownError =>
  new KnownError({
    code: "model.fetch-failed",
    blame: "environment",
    message: `Cannot fetch "${address}": ${why}`,
    hint: "See that the server gives out the whole model folder, and to this page",
    detail: { address, retryable: true },
    cause,
  })
