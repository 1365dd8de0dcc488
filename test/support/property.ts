/**
 * Properties instead of examples, with the same examples in every run, so that a change is not blamed for an unrelated
 * failure. `REPRISE_SEED=N` tries others.
 */
import fc from 'fast-check';

/** The seed of the random examples. */
export const seed = Number(process.env.REPRISE_SEED ?? 42);

fc.configureGlobal({ seed });

export { fc };
