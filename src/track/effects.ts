import { randomBytes } from "node:crypto"
import { userInfo } from "node:os"
import { type Clock, systemClock } from "../base/index.ts"
import { type Processes, systemProcesses } from "./process.ts"

export interface TrackEffects {
  readonly clock: Clock
  /** 32 hex digits, never the same twice */
  readonly newId: () => string
  /** Who is at the machine. */
  readonly user: () => string
  readonly processes: Processes
}

export const systemTracking: TrackEffects = {
  clock: systemClock,
  newId: () => randomBytes(16).toString("hex"),
  user: systemUser,
  processes: systemProcesses,
}

/** `unknown` where the system has no name for the user, as in some containers. */
export function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return "unknown"
  }
}
