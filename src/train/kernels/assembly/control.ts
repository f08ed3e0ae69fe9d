// Where things lie in the memory that all threads share. `../job.ts` holds the same numbers for the TypeScript side.

/** Remaining tasks of the running job in the low half, the job's number in the high half. */
export const TICKET: usize = 64
export const GENERATION: usize = 68
/** Tasks done of the running job. */
export const DONE: usize = 128
/** Threads asleep until the next job. */
export const SLEEPERS: usize = 132
/** 1 while the caller sleeps until the job is done. */
export const CALLER_ASLEEP: usize = 136
export const STOP: usize = 140
