import type { DataSettings } from "../config.ts"
import { downloadSlow, serverSilent } from "./errors.ts"

/** Ends work with another machine that takes too long or says nothing. */
export interface Deadlines {
  readonly signal: AbortSignal
  /** To be called whenever something came. */
  readonly heard: () => void
}

/**
 * Run work that another machine can hold up.
 *
 * @param name what is shown of the address
 * @throws table.download-slow, table.server-silent and what the work throws
 */
export async function withDeadlines<T>(
  name: string,
  { downloadSeconds, silenceSeconds }: DataSettings,
  work: (deadlines: Deadlines) => Promise<T>,
): Promise<T> {
  const control = new AbortController()
  const silent = (): void => control.abort(serverSilent(name, silenceSeconds))
  const whole = setTimeout(() => control.abort(downloadSlow(name, downloadSeconds)), downloadSeconds * 1000)
  let silence = setTimeout(silent, silenceSeconds * 1000)
  const heard = (): void => {
    clearTimeout(silence)
    silence = setTimeout(silent, silenceSeconds * 1000)
  }
  try {
    return await work({ signal: control.signal, heard })
  } catch (error) {
    // Libraries wrap the reason for a stop into errors of their own.
    throw control.signal.aborted ? control.signal.reason : error
  } finally {
    clearTimeout(whole)
    clearTimeout(silence)
  }
}
