/** The program's own source files and what each imports: what the architecture test checks. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface Import {
  /** As written: `./session.ts`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** For our own files the path from the project's root, otherwise undefined. */
  readonly file: string | undefined;
  /** For packages their name without a path inside, otherwise undefined. */
  readonly packageName: string | undefined;
  readonly dynamic: boolean;
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface Source {
  /** From the project's root, with slashes: `src/core/session.ts`. */
  readonly path: string;
  /** The folder below src, or the file itself for files directly in src. */
  readonly folder: string;
  readonly text: string;
  /** The text without comments and the contents of strings; lines keep their numbers. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Every `.ts` file below src. */
export function readSources(): Source[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.join('src', join(entry.parentPath, entry.name).slice(join(root, 'src').length + 1)))
    .sort()
    .map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const [, folder = '', ...rest] = path.split('/');
  return {
    path,
    folder: rest.length > 0 ? folder : path,
    text,
    code: withoutCommentsAndStrings(text),
    imports: readImports(path, text),
  };
}

const statement = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[^'"`;()]*?\sfrom\s+)?'([^']+)'/gm;
const call = /\bimport\(\s*'([^']+)'\s*\)/g;
const required = /\brequire\(\s*'([^']+)'\s*\)/g;

function readImports(path: string, text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  const add = (index: number, specifier: string, dynamic: boolean, typeOnly: boolean) => {
    const own = specifier.startsWith('.');
    found.push({
      specifier,
      file: own ? posix.join(dirname(path), specifier) : undefined,
      packageName: own || specifier.startsWith('node:') ? undefined : packageOf(specifier),
      dynamic,
      typeOnly,
      line: code.slice(0, index).split('\n').length,
    });
  };
  for (const match of code.matchAll(statement)) add(match.index, match[2] ?? '', false, match[1] !== undefined);
  for (const match of code.matchAll(call)) add(match.index, match[1] ?? '', true, isTypeQuery(code, match.index));
  for (const match of code.matchAll(required)) add(match.index, match[1] ?? '', true, false);
  return found;
}

/** `typeof import('x')` and `import('x').Type` in a type position load nothing; the first form is the one used here. */
function isTypeQuery(code: string, index: number): boolean {
  return /typeof\s+$/.test(code.slice(Math.max(0, index - 12), index));
}

function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

const tokens =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*(?=[\s,;.)\]}?:]|$)/gm;

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function withoutComments(text: string): string {
  return text.replace(tokens, (token) => (/^\/[*/]/.test(token) ? blank(token) : token));
}

function withoutCommentsAndStrings(text: string): string {
  return text.replace(tokens, (token) =>
    /^\/[*/]/.test(token) ? blank(token) : token[0] + blank(token.slice(1, -1)) + (token.at(-1) ?? ''),
  );
}
