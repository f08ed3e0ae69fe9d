import { randomFillSync } from "node:crypto"
import { v7 } from "uuid"
import type { Clock } from "../../base/index.ts"

/**
 * A maker of UUIDv7 that never goes back, also within one millisecond.
 *
 * Random bytes are drawn from the system for many ids at once: one draw per id costs more than the rest of a request's answer.
 */
export function openIds(clock: Clock): () => string {
  const pool = new Uint8Array(POOL_IDS * BYTES_PER_ID)
  let next = POOL_IDS
  let millisecond = 0
  let sequence = 0
  return () => {
    if (next === POOL_IDS) {
      randomFillSync(pool)
      next = 0
    }
    const random = pool.subarray(next * BYTES_PER_ID, ++next * BYTES_PER_ID)
    const now = clock.now()
    if (now > millisecond) {
      millisecond = now
      // Starting in the lower half leaves 2 ** 31 ids for this millisecond.
      sequence = ((random[0]! << 23) | (random[1]! << 15) | (random[2]! << 7)) >>> 0
    } else sequence++
    return v7({ random, msecs: millisecond, seq: sequence })
  }
}

const POOL_IDS = 256
const BYTES_PER_ID = 16
