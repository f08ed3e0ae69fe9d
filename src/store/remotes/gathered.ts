/**
 * Pass values on together that come within one turn of the event loop: a message between threads costs as much as some of
 * them.
 */
export function gathered<T>(pass: (values: readonly T[]) => void): (value: T) => void {
  let values: T[] = []
  return (value) => {
    if (values.length === 0)
      setImmediate(() => {
        const all = values
        values = []
        pass(all)
      })
    values.push(value)
  }
}
