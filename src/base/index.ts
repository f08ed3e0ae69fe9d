// What: the few things every room needs and that know no domain word.
// Owns: KnownError, and the effects Clock, Random, Progress.
// In -> out: plain values -> plain values; files are written whole or not at all.
// Must not know: tables, models, pipelines, HTTP, the command line.

export { type Clock, systemClock } from "./clock.ts"
export { type Blame, type ErrorDocument, errorDocument, exitCodeOf, KnownError, type KnownErrorFacts } from "./error.ts"
export { diskFull, folderReadOnly } from "./errors.ts"
export {
  knownDiskError,
  knownFileError,
  readText,
  withFileErrors,
  writeFileAtomic,
  writeFolderAtomic,
} from "./files.ts"
export { formatBytes, formatDuration, formatNumber, formatPercent } from "./format.ts"
export { type HashName, hashBytes, hashFile } from "./hash.ts"
export { canonicalJson, isPlainObject, type Json } from "./json.ts"
export { clearLeftovers, clearOfDead } from "./leftovers.ts"
export { nearest } from "./near.ts"
export { type Progress, type ProgressStep, silent } from "./progress.ts"
export { type Random, seededRandom, shuffle } from "./random.ts"
export { stableExp, stableExpm1, stableLog } from "./stable-math.ts"
export { version } from "./version.ts"
