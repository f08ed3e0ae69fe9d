import { KnownError, nearest } from "../base/index.ts"
import type { GateVerdict } from "./gate.ts"
import { versionStages } from "./version.ts"

/** The answer is no: exit code 4, nothing was changed. */
/** @param result what the command would have printed, so that a script still gets it */
export const gateFailed = (
  verdict: Pick<GateVerdict, "reasons">,
  result: Readonly<Record<string, unknown>>,
): KnownError =>
  new KnownError({
    code: "registry.gate-failed",
    blame: "gate",
    message: `Cannot make the new version champion: ${verdict.reasons.join("; ")}`,
    hint: "Look at reports/evaluation.html for where it is worse, or change a setting of the section gate",
    detail: result,
  })

export const modelMissing = (name: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "registry.model-missing",
    blame: "user",
    message: `Cannot find model "${name}": ${known.length === 0 ? "no model is registered yet" : `registered are ${listed(known)}`}`,
    hint:
      known.length === 0 ? "Train and register one: mlwright run" : (meant(name, known) ?? "See mlwright models list"),
    detail: { name, known },
  })

export const modelExists = (name: string): KnownError =>
  new KnownError({
    code: "registry.model-exists",
    blame: "user",
    message: `Cannot name a model "${name}": there is one already`,
    hint: "Choose another name, or register a version of that one",
    detail: { name },
  })

export const nameInvalid = (what: "model" | "alias" | "tag", name: string, wanted: string): KnownError =>
  new KnownError({
    code: "registry.name-invalid",
    blame: "user",
    message: `Cannot name ${what === "alias" ? "an" : "a"} ${what} "${name.slice(0, 200)}": wanted ${wanted}`,
    hint: "Use letters, digits, _ and -",
    detail: { what, name: name.slice(0, 200) },
  })

export const versionMissing = (name: string, version: number | string, known: readonly number[]): KnownError =>
  new KnownError({
    code: "registry.version-missing",
    blame: "user",
    message: `Cannot find version ${version} of model "${name}": ${known.length === 0 ? "it has none" : `it has ${listed(known.map(String))}`}`,
    hint: known.length === 0 ? "Train and register one: mlwright run" : `Use models:/${name}/${known[0]}, or latest`,
    detail: { name, version, known },
  })

export const aliasMissing = (name: string, alias: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "registry.alias-missing",
    blame: "user",
    message: `Cannot find alias "${alias}" of model "${name}": ${known.length === 0 ? "it has no alias" : `it has ${listed(known)}`}`,
    hint: meant(alias, known) ?? "Use a version number or latest; see mlwright models list",
    detail: { name, alias, known },
  })

export const stageEmpty = (name: string, stage: string): KnownError =>
  new KnownError({
    code: "registry.stage-empty",
    blame: "user",
    message: `Cannot find a version of model "${name}" in stage "${stage}": there is none`,
    hint: "Use a version number, an alias or latest; see mlwright models list",
    detail: { name, stage },
  })

export const stageUnknown = (stage: string): KnownError =>
  new KnownError({
    code: "registry.stage-unknown",
    blame: "user",
    message: `Cannot use stage "${stage}": wanted one of ${versionStages.join(", ")}`,
    hint: meant(stage, versionStages) ?? "Use an alias for stages of your own",
    detail: { stage },
  })

export const tagMissing = (owner: string, key: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "registry.tag-missing",
    blame: "user",
    message: `Cannot delete tag "${key}" of ${owner}: it has no such tag`,
    hint: meant(key, known) ?? "Look at the tags with mlwright models show",
    detail: { owner, key },
  })

export const refNotFound = (ref: string, why: string, hint?: string): KnownError =>
  new KnownError({
    code: "registry.ref-not-found",
    blame: "user",
    message: `Cannot find model "${ref}": ${why}`,
    hint: hint ?? "Use a path, latest, a version number, name@alias, models:/name/3 or runs:/ID/model",
    detail: { ref },
  })

export const refAmbiguous = (ref: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "registry.ref-ambiguous",
    blame: "user",
    message: `Cannot tell which model "${ref}" is of: registered are ${listed(known)}`,
    hint: `Say the name too: models:/${known[0]}/${ref.replace(/^@/, "")}`,
    detail: { ref, known },
  })

export const filesMissing = (name: string, version: number, folder: string): KnownError =>
  new KnownError({
    code: "registry.files-missing",
    blame: "environment",
    message: `Cannot read version ${version} of model "${name}": its folder "${folder}" is gone`,
    hint: "Restore the folder, or register the model again: mlwright run --force",
    detail: { name, version, folder, retryable: false },
  })

export const artifactEmpty = (folder: string): KnownError =>
  new KnownError({
    code: "registry.artifact-empty",
    blame: "user",
    message: `Cannot register "${folder}": wanted a folder with a model, it is empty or not a folder`,
    hint: "Train a model first: mlwright run",
    detail: { folder },
  })

function listed(words: readonly string[]): string {
  const shown = words.slice(0, 10).join(", ")
  return words.length > 10 ? `${shown} and ${words.length - 10} more` : shown
}

function meant(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known)
  return near === undefined ? undefined : `Did you mean "${near}"?`
}
