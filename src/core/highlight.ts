/** Colours for code: a grammar package's tree becomes lines of text with our theme's tokens. */
import type { ThemeToken } from './theme.ts';

export interface HighlightedPart {
  readonly text: string;
  readonly token: ThemeToken;
}

/** The lines of a code block in coloured parts; undefined when the language is unknown or the code too long. */
export type Highlighter = (code: string, language: string) => readonly (readonly HighlightedPart[])[] | undefined;

/** The part of `lowlight` that we use; the caller loads the package when the first code block is shown. */
export interface Grammars {
  registered(language: string): boolean;
  highlight(language: string, code: string): HighlightNode;
}

/** A node of the tree: text, or an element with a class name, or the root. */
export interface HighlightNode {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly HighlightNode[];
}

/** Longer code stays uncoloured: the grammars need about a second for a megabyte. In UTF-16 units. */
export const longestHighlighted = 200_000;

/** Language names that people write after a fence but the grammars do not know. */
const aliases: Readonly<Record<string, string>> = {
  typescriptreact: 'typescript',
  javascriptreact: 'javascript',
  node: 'javascript',
  'c++': 'cpp',
  'objective-c': 'objectivec',
  'c#': 'csharp',
  py3: 'python',
  python3: 'python',
  shellscript: 'bash',
  fish: 'bash',
  terminal: 'shell',
  yml: 'yaml',
  jsonl: 'json',
  json5: 'json',
  toml: 'ini',
  conf: 'ini',
  env: 'ini',
  vue: 'xml',
  svelte: 'xml',
  jsx: 'javascript',
  tsx: 'typescript',
  make: 'makefile',
  golang: 'go',
  postgres: 'sql',
  postgresql: 'sql',
  mysql: 'sql',
  sqlite: 'sql',
};

/** The first part of a class name → token. Everything else takes the token around it. */
const tokens: Readonly<Record<string, ThemeToken>> = {
  keyword: 'codeKeyword',
  literal: 'codeKeyword',
  'selector-tag': 'codeKeyword',
  doctag: 'codeKeyword',
  operator: 'code',
  string: 'codeString',
  regexp: 'codeString',
  char: 'codeString',
  quote: 'codeString',
  number: 'codeNumber',
  symbol: 'codeNumber',
  bullet: 'codeNumber',
  comment: 'codeComment',
  meta: 'codeComment',
  title: 'codeFunction',
  function: 'codeFunction',
  section: 'codeFunction',
  name: 'codeKeyword',
  type: 'codeType',
  built_in: 'codeType',
  class: 'codeType',
  attr: 'codeVariable',
  attribute: 'codeVariable',
  property: 'codeVariable',
  variable: 'codeVariable',
  'template-variable': 'codeVariable',
  params: 'codeVariable',
  tag: 'code',
  subst: 'code',
  addition: 'diffAdded',
  deletion: 'diffRemoved',
  link: 'codeString',
  'selector-class': 'codeFunction',
  'selector-id': 'codeFunction',
  'selector-attr': 'codeType',
  'selector-pseudo': 'codeType',
};

/**
 * A highlighter that uses the given grammars. Never throws: if a grammar fails, the code stays uncoloured. The lines of
 * the result, joined by newlines, are the code. Callers cache; each call highlights again.
 */
export function createHighlighter(grammars: Grammars): Highlighter {
  return (code, language) => {
    if (code.length > longestHighlighted) return undefined;
    const wanted = language.toLowerCase();
    const known = grammars.registered(wanted) ? wanted : Object.hasOwn(aliases, wanted) ? aliases[wanted] : undefined;
    if (known === undefined || !grammars.registered(known)) return undefined;
    let root: HighlightNode;
    try {
      root = grammars.highlight(known, code);
    } catch {
      // A grammar's failure is no reason to hide the code: it is shown without colours.
      return undefined;
    }
    return linesOf(root);
  };
}

function linesOf(root: HighlightNode): HighlightedPart[][] {
  let line: HighlightedPart[] = [];
  const lines = [line];
  const add = (text: string, token: ThemeToken) => {
    if (text === '') return;
    const last = line.at(-1);
    if (last?.token === token) line[line.length - 1] = { text: last.text + text, token };
    else line.push({ text, token });
  };
  // An explicit stack, because templates within templates nest as deep as the code likes.
  const open: { readonly node: HighlightNode; readonly token: ThemeToken }[] = [{ node: root, token: 'code' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, token } = next;
    if (node.value !== undefined && node.type === 'text') {
      const parts = node.value.split('\n');
      for (const [index, part] of parts.entries()) {
        if (index > 0) {
          line = [];
          lines.push(line);
        }
        add(part, token);
      }
      continue;
    }
    const inner = tokenOf(node.properties?.className) ?? token;
    for (const child of [...(node.children ?? [])].reverse()) open.push({ node: child, token: inner });
  }
  return lines;
}

/** `["hljs-title", "function_"]` → `codeFunction`; a class as `title class_` is a type. */
function tokenOf(className: unknown): ThemeToken | undefined {
  if (!Array.isArray(className)) return undefined;
  const [first, ...scopes] = className.filter((name): name is string => typeof name === 'string');
  if (first === undefined) return undefined;
  if (scopes.includes('class_') || scopes.includes('inherited__')) return 'codeType';
  const name = first.replace(/^hljs-/, '');
  return Object.hasOwn(tokens, name) ? tokens[name] : undefined;
}
