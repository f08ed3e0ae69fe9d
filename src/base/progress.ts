/** What long work says while it runs. The terminal draws it, a log writes it, a test collects it. */
export interface ProgressStep {
  /** What is being done now, in words. */
  readonly text: string
  /** Share done in [0, 1], if known. */
  readonly share?: number
  /** Worth reading later too: the next step does not take its place. */
  readonly keep?: true
}

export type Progress = (step: ProgressStep) => void

export const silent: Progress = () => {}
