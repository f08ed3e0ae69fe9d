import type { ValidateSettings } from "../config.ts"
import type { DriftReport } from "../drift/drift.ts"
import type { Check } from "./check.ts"

export interface Validity {
  /** No check of severity error failed, nor did drift if its severity is error. */
  readonly ok: boolean
  /** What failed first, then warnings, then what held. */
  readonly checks: readonly Check[]
}

/** The one answer to all checks, and the order in which people read them. */
export function validityOf(
  checks: readonly Check[],
  { drift, settings }: { readonly drift?: DriftReport; readonly settings: ValidateSettings },
): Validity {
  const failing = checks.filter(({ ok, severity }) => !ok && severity === "error")
  const warnings = checks.filter(({ ok, severity }) => !ok && severity === "warn")
  return {
    ok: failing.length === 0 && !(drift?.drifted === true && settings.drift === "error"),
    checks: [...failing, ...warnings, ...checks.filter(({ ok }) => ok)],
  }
}
