/** Time as an effect, so that tests can hold it still. */
export interface Clock {
  /** @returns milliseconds since 1970 UTC */
  now(): number
  /** @returns milliseconds from an arbitrary start, never going back */
  elapsed(): number
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }
