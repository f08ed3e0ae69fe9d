// What: which model is which: versions with their files, aliases, stages, the gate.
// Owns: ModelVersion, RegisteredModel, GateVerdict.
// In -> out: an artifact folder -> a numbered version; a REF -> a folder; two comparisons -> a verdict.
// Must not know: how a model predicts, stages, HTTP.

export { type GateSettings, gateSettings, type RegistrySettings, registrySettings } from "./config.ts"
export { gateFailed } from "./errors.ts"
export { type GateComparison, type GateInput, type GateVerdict, gate } from "./gate.ts"
export { registryMigrations } from "./migrations.ts"
export {
  type ModelVersions,
  openRegistry,
  type RegisteredModels,
  type Registry,
  type RegistryEffects,
  type ResolveOptions,
} from "./registry.ts"
export type { ResolvedModel } from "./resolve.ts"
export type {
  Because,
  HistoryEntry,
  ModelVersion,
  NewVersion,
  RegisteredModel,
  VersionStage,
  VersionStatus,
} from "./version.ts"
