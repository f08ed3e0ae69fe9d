/** How far a file is written from its start, while parts of it come in any order. */
export interface WrittenParts {
  add(from: number, bytes: number): void
  /** Resolves when so many bytes from the start are written, or all of them. */
  readonly upTo: (bytes: number) => Promise<void>
  /** The rest will not come: whoever waits is told why. */
  giveUp(error: unknown): void
}

/** @param size of the whole file in bytes */
export function writtenParts(size: number): WrittenParts {
  const parts = new Map<number, number>()
  let reached = 0
  let given: { readonly error: unknown } | undefined
  let waiting: { readonly bytes: number; resolve: () => void; reject: (error: unknown) => void }[] = []
  return {
    add: (from, bytes) => {
      parts.set(from, bytes)
      for (let next = parts.get(reached); next !== undefined; next = parts.get(reached)) {
        parts.delete(reached)
        reached += next
      }
      for (const { bytes: wanted, resolve } of waiting) if (wanted <= reached) resolve()
      waiting = waiting.filter(({ bytes: wanted }) => wanted > reached)
    },
    upTo: (bytes) => {
      const wanted = Math.min(bytes, size)
      if (wanted <= reached) return Promise.resolve()
      if (given !== undefined) return Promise.reject(given.error)
      return new Promise((resolve, reject) => waiting.push({ bytes: wanted, resolve, reject }))
    },
    giveUp: (error) => {
      given = { error }
      for (const { reject } of waiting) reject(error)
      waiting = []
    },
  }
}
