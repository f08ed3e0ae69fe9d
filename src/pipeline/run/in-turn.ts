/** Does work when all work given before is done, whether it went well or not. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export function oneAfterTheOther(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work)
    last = next.catch(() => {}) // the one who asked for it hears of it
    return next
  }
}
