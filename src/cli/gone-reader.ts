/**
 * Let the reader of a pipe go away, as `| head` does: what is left to write is dropped and the work goes on to its end, in place
 * of an uncaught EPIPE in the middle of it.
 *
 * @param fail told of an output that cannot be written for another reason, such as a full disk; nothing more is written
 * @returns whether an error only says that the reader of standard output has gone
 */
export function bearGoneReaders(fail: (error: Error) => never): (error: unknown) => boolean {
  let gone = false
  process.stdout.on("error", (error) => {
    if (!isBrokenPipe(error)) fail(error)
    gone = true
  })
  process.stderr.on("error", () => {}) // there is nowhere left to say it
  return (error) => gone && isBrokenPipe(error)
}

const isBrokenPipe = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EPIPE"
