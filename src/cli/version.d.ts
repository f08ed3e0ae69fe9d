/** The package's version, put in at build; `scripts/run.ts` gives it when the source is run directly. */
declare const __VERSION__: string
