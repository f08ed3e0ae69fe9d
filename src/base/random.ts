/** A reproducible stream of random numbers; the same seed gives the same stream on every machine. */
export interface Random {
  /** @returns uniform in [0, 1) with 32 bits */
  next(): number
  /** @returns uniform integer in [0, below) */
  integer(below: number): number
  /** @returns standard normal */
  normal(): number
  /** An independent stream named by `label`, so that adding a consumer does not disturb the others. */
  fork(label: string): Random
}

/**
 * sfc32, the small fast counting generator of C. Doty-Humphrey's PractRand, 128 bits of state.
 *
 * @param seed any finite number; its text is hashed into the state
 */
export function seededRandom(seed: number | string): Random {
  const next = stream(String(seed))
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    normal: () => gaussian(next),
    fork: (label) => seededRandom(`${seed}/${label}`),
  }
}

/** Fisher-Yates in place, by a caller that owns `values`; returns the same array. */
export function shuffle<T extends Int32Array | Uint32Array | unknown[]>(values: T, random: Random): T {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.integer(last + 1)
    const kept = values[last]!
    values[last] = values[other]!
    values[other] = kept
  }
  return values
}

function stream(seed: string): () => number {
  let [a, b, c, counter] = hash128(seed)
  const step = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }
  for (let warmUp = 0; warmUp < 15; warmUp++) step()
  return step
}

/** Four FNV-1a style 32-bit words of the text, each with its own offset. */
function hash128(text: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35]
  for (let position = 0; position < text.length; position++) {
    const unit = text.charCodeAt(position)
    for (let word = 0; word < 4; word++) words[word] = Math.imul(words[word]! ^ (unit + word), 0x01000193)
  }
  return words
}

/** Box-Muller. */
function gaussian(next: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - next()))
  return radius * Math.cos(2 * Math.PI * next())
}
