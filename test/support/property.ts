/** Properties instead of examples, the same examples at every run: whoever changes one thing is not told of another. `REPRISE_SEED=N` tries others. */
import fc from 'fast-check';

/** Where chance begins. */
export const seed = Number(process.env.REPRISE_SEED ?? 42);

fc.configureGlobal({ seed });

export { fc };
