/** Parts of the program are loaded when they are first needed: an update while it ran, or half an installation, leaves them out. */
import { type Problem, problem } from './problem.ts';

const notFound: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** What an error says about the program's own files; undefined for any other. */
export function missingPart(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as { readonly code?: unknown; readonly path?: unknown };
  // The front door reads the scripts among them by itself.
  const isScript = code === 'ENOENT' && typeof path === 'string' && path.endsWith('.cjs');
  if (!notFound.has(code) && !isScript) return undefined;
  return problem(
    'internal',
    'A part of reprise is not there any more: it was updated while it ran, or is not installed whole.',
    'Quit and start it again; where that does not help, install it again.',
    { detail: error.message },
  );
}
