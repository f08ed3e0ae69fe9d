import type { Json } from "../../base/index.ts"

/** The `dvc.yaml` files of a repository, checked: their stages in the order they can run. */
export interface Pipeline {
  /** Absolute path of the folder that holds `.dvc/`. */
  readonly root: string
  readonly files: readonly PipelineFile[]
  /** Every stage after all stages it depends on; otherwise in the order of the files. */
  readonly stages: readonly Stage[]
}

export interface PipelineFile {
  /** Absolute path of a `dvc.yaml`. */
  readonly path: string
  /** In the order of the file. */
  readonly stages: readonly Stage[]
  /** Top-level lists of the file; paths are written from its folder. */
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly plots: readonly Json[]
  readonly artifacts: Readonly<Record<string, Json>>
}

/** One command with what it reads and writes. */
export interface Stage {
  /** Its address: `train`, or `train@deep` for one that `foreach` or `matrix` made; `sub/dvc.yaml:train` in another folder. */
  readonly name: string
  /** Address of the repeated stage it was made from; names all of them as a target. */
  readonly group?: string
  /** Name in its file and in the lock. */
  readonly key: string
  /** Absolute path of its `dvc.yaml`; the lock lies beside it. */
  readonly file: string
  /** Run one by one; the first that fails stops the stage. */
  readonly commands: readonly string[]
  /** `cmd` as written, for it is compared with the lock: one text or a list. */
  readonly cmd: string | readonly string[]
  /** Absolute folder the commands run in. */
  readonly folder: string
  readonly deps: readonly StagePath[]
  readonly params: readonly StageParams[]
  /** Outputs, metrics and plots, sorted by path as written. */
  readonly outs: readonly StageOutput[]
  readonly frozen: boolean
  readonly alwaysChanged: boolean
  readonly description?: string
  readonly meta?: Json
}

export interface StagePath {
  /** As written in `dvc.yaml`, from the stage's folder; the name in `dvc.lock`. */
  readonly path: string
  /** Absolute; of a dependency at an address the address. */
  readonly file: string
  /** It lies at an address, and a server says what it is. */
  readonly isOutside?: true
}

export interface StageOutput extends StagePath {
  readonly kind: "out" | "metric" | "plot"
  /** Kept in `.dvc/cache` and ignored by git. */
  readonly cache: boolean
  /** Not removed before the stage runs. */
  readonly persist: boolean
  /** Of a plot: each way it is drawn, as written (`x`, `y`, `template`, `title` ...). */
  readonly drawn?: readonly Readonly<Record<string, Json>>[]
}

export interface StageParams extends StagePath {
  /** Dotted keys; empty means the whole file. */
  readonly keys: readonly string[]
}
