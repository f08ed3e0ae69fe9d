/** One room of the code: a folder of `src/`, the noun it owns and what it is for. */
export interface Layer {
  readonly folder: string
  /** The noun, as the types are named. */
  readonly owns: string
  readonly does: string
  /** The folder does not exist yet; its place in the order is already fixed. */
  readonly planned?: true
}

/**
 * The rooms in the order data walks through them. A folder imports only from folders above it in this list, and only
 * their `index.ts`. Read by the import check and by the drawing in ARCHITECTURE.md.
 */
export const layers: readonly Layer[] = [
  { folder: "base", owns: "KnownError", does: "errors, hashing, clock, seeded random, sizes and durations" },
  { folder: "store", owns: "Database", does: "bytes by content hash and records in SQLite or PostgreSQL" },
  { folder: "version", owns: "Snapshot", does: "workspace <-> store: .dvc files, cache, checkout" },
  {
    folder: "schema",
    owns: "Schema, Check, Sketch, Drift",
    does: "what rows must look like: columns, rules, sketches",
  },
  { folder: "table", owns: "Table, Profile", does: "files -> checked columns, streamed; profile; write" },
  { folder: "feature", owns: "Encoder, Matrix", does: "rows -> matrix; learnt on training rows only" },
  { folder: "model", owns: "Model", does: "matrix -> prediction; save and load" },
  { folder: "train", owns: "Fit, Trial", does: "matrix + target -> model; estimators and search" },
  { folder: "evaluate", owns: "Evaluation", does: "model + rows -> numbers with uncertainty; compare two" },
  { folder: "track", owns: "Run", does: "what ran, with what, from what" },
  { folder: "registry", owns: "Version, Gate", does: "which model is which: versions, aliases, gates" },
  { folder: "pipeline", owns: "Stage, Plan", does: "dvc.yaml + dvc.lock as a cached graph" },
  {
    folder: "repository",
    owns: "Repository",
    does: "data and stages as one: opened, locked, compared with other commits",
  },
  { folder: "experiment", owns: "Experiment", does: "trials of the pipeline as commits beside the branches; sweeps" },
  { folder: "release", owns: "Release", does: "model versions as tags of git, and the branch of the best one" },
  { folder: "plot", owns: "PlotDefinition, PlotPoints", does: "data that stages write to be drawn, side by side" },
  { folder: "serve", owns: "Prediction", does: "version -> predictions over HTTP and in batch; prediction log" },
  { folder: "monitor", owns: "Alert", does: "predictions + outcomes -> drift, quality, triggers", planned: true },
  { folder: "notify", owns: "Message", does: "e-mail, Slack, webhook", planned: true },
  { folder: "notebook", owns: "Notebook, Step", does: "cells <-> Jupyter notebooks; code cells -> typed step files" },
  { folder: "report", owns: "Report", does: "records -> documents people read" },
  {
    folder: "stages",
    owns: "the standard pipeline",
    does: "one short file a stage: read inputs, call one room, write outputs",
  },
  { folder: "deliver", owns: "Deployment", does: "version -> image -> running endpoint", planned: true },
  { folder: "project", owns: "Config, Project", does: "mlwright.yaml -> validated Config -> opened Project" },
  { folder: "server", owns: "the HTTP API", does: "API over Project for the UI and MLflow clients", planned: true },
  { folder: "cli", owns: "the commands", does: "one file per command: parse -> one call -> print" },
  {
    folder: "ui",
    owns: "the browser app",
    does: "one folder per screen; imports only server/contract.ts",
    planned: true,
  },
]

/** `serve` ships in the inference image: what it reaches by value import, at any depth, is only these. */
export const servingRooms: readonly string[] = [
  "base",
  "store",
  "schema",
  "feature",
  "model",
  "track",
  "registry",
  "serve",
]

/** `ui` sees of the code only this file. */
export const uiContract = "server/contract.ts"
