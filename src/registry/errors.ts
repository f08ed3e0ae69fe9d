import { KnownError } from "../base/index.ts"
import type { GateVerdict } from "./gate.ts"

/** The answer is no: exit code 4, nothing was changed. */
export const gateFailed = (verdict: GateVerdict): KnownError =>
  new KnownError({
    code: "registry.gate-failed",
    blame: "gate",
    message: `Cannot make the new version champion: ${verdict.reasons.join("; ")}`,
    hint: "Look at reports/evaluation.html for where it is worse, or change a setting of the section gate",
    detail: { checks: verdict.checks },
  })
