/** A part of the program that is loaded on demand may be missing: after an update while it ran, or an incomplete installation. */
import { type Problem, problem } from './problem.ts';

const notFound: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** What an error says about the program's own files; undefined for any other. */
export function missingPart(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as { readonly code?: unknown; readonly path?: unknown };
  // The entry point reports missing scripts itself.
  const isScript = code === 'ENOENT' && typeof path === 'string' && path.endsWith('.cjs');
  if (!notFound.has(code) && !isScript) return undefined;
  return problem(
    'internal',
    'A part of reprise is missing: it was updated while running, or the installation is incomplete.',
    'Quit and start it again; if that does not help, reinstall it.',
    { detail: error.message },
  );
}
