/** Checks settings that are not plain JSON or not all right, and says for each fault where it is and what to do. */
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { core } from 'zod/mini';
import { nearestWord } from '../core/nearest.ts';
import { redact } from '../core/redact.ts';
import { type ServerName, serverNames } from '../core/settings.ts';
import { nothingIsSent } from './settings-checks.ts';
import { allNames, type CheckedSettings, checkSettings, knownNames } from './settings-schema.ts';

/** What is wrong at one place of the file. */
export interface Complaint {
  readonly kind: 'syntax' | 'value';
  /** From 1. */
  readonly line: number;
  /** `"mouse" should be …`: a sentence that begins with the setting. */
  readonly says: string;
  readonly next: string;
}

export interface CheckedConfig {
  readonly value: CheckedSettings;
  readonly complaints: readonly Complaint[];
  readonly wrongAddresses: ReadonlySet<ServerName>;
}

/** The settings in the text that are right, and a complaint for each that is not. Never throws. */
export function checkConfig(source: string): CheckedConfig {
  // Windows editors put a byte order mark first, over which JSON parsers stumble. A blank in its place keeps every
  // offset.
  const text = source.startsWith('\ufeff') ? ` ${source.slice(1)}` : source;
  const syntax: ParseError[] = [];
  const tree = parseTree(text, syntax, { allowTrailingComma: true, allowEmptyContent: true });
  const complaints = syntax.slice(0, 1).map((error): Complaint => {
    return {
      kind: 'syntax',
      line: lineAt(text, error.offset),
      says: `this is not JSON (${explainSyntax(error)}).`,
      next: 'Correct it; settings that could be read are used, the others have their defaults.',
    };
  });
  if (tree === undefined) return { value: {}, complaints, wrongAddresses: new Set() };
  const checked = checkTree(tree, text);
  if (syntax.length > 0) {
    for (const name of serverNames) if (losesAddress(name, tree, text, checked.value)) checked.wrongAddresses.add(name);
  }
  return { ...checked, complaints: [...complaints, ...checked.complaints] };
}

/** Removes what is wrong, issue by issue, until the rest passes. */
function checkTree(tree: Node, text: string): CheckedConfig & { readonly wrongAddresses: Set<ServerName> } {
  const complaints: Complaint[] = [];
  const wrongAddresses = new Set<ServerName>();
  // Objects without a prototype: `__proto__` in the file is a name like any other.
  const value: unknown = getNodeValue(tree);
  for (;;) {
    const result = checkSettings(value);
    if (result.success) return { value: result.data, complaints, wrongAddresses };
    const { issues } = result.error;
    for (const issue of issues) {
      const name = serverNames.find((server) => server === issue.path[0]);
      if (name !== undefined && hidesAddress(issue, tree)) wrongAddresses.add(name);
    }
    complaints.push(...issues.flatMap((issue) => explainIssue(issue, tree, text)));
    const before = JSON.stringify(value);
    for (const issue of issues) takeOut(value, issue);
    // Each round removes something, unless the whole file is something else than an object.
    if (JSON.stringify(value) === before) return { value: {}, complaints, wrongAddresses };
  }
}

/**
 * Whether a server's wrong settings may include its address. An address cannot be dropped like other settings: the
 * requests, and with them the key for that server, would go to the vendor instead.
 */
function hidesAddress(issue: core.$ZodIssue, tree: Node): boolean {
  if (issue.code !== 'unrecognized_keys') return issue.path.length === 1 || issue.path[1] === 'baseUrl';
  return issue.keys.some((key) => {
    const found = findNodeAtLocation(tree, [...issue.path, key].map(segment));
    return (
      nearestWord(knownNames(issue.path), key) === 'baseUrl' || String(found && getNodeValue(found)).includes('://')
    );
  });
}

/** Whether there is an address among a server's settings that could not be read because the file is not JSON there. */
function losesAddress(name: ServerName, tree: Node, text: string, value: CheckedSettings): boolean {
  if (value[name]?.baseUrl !== undefined) return false;
  const node = findNodeAtLocation(tree, [name]);
  const about = node
    ? text.slice(node.offset, node.offset + node.length)
    : text.includes(name)
      ? text.slice(text.indexOf(name))
      : '';
  return /:\/\/|base_?url/i.test(about);
}

function explainIssue(issue: core.$ZodIssue, tree: Node, text: string): Complaint[] {
  const at = (path: readonly PropertyKey[]) => ({ kind: 'value' as const, line: lineOf(tree, text, path) });
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = nearestWord(knownNames(issue.path), key) ?? nearestWord(allNames(), key);
      return {
        ...at([...issue.path, key]),
        says: `there is no setting "${dotted([...issue.path, key])}".`,
        next:
          meant === undefined
            ? 'It is ignored; `reprise config` shows all settings.'
            : `Did you mean "${within(issue.path, meant)}"?`,
      };
    });
  }
  const found = findNodeAtLocation(tree, issue.path.map(segment));
  const shown = found && !isPrivate(issue.path) ? `, not ${brief(getNodeValue(found))}` : '';
  const name = issue.path.length === 0 ? 'the file' : `"${dotted(issue.path)}"`;
  return [
    {
      ...at(issue.path),
      says: `${name} should be ${issue.message}${shown}.`,
      next: issue.path[1] === 'baseUrl' ? nothingIsSent : 'The default is used until you correct it.',
    },
  ];
}

/** Removes what an issue is about; if half of a price is missing, the whole price. */
function takeOut(value: unknown, issue: core.$ZodIssue): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) removeAt(value, [...issue.path, key]);
    return;
  }
  const [first] = issue.path;
  removeAt(value, first === 'prices' || first === 'keys' ? issue.path.slice(0, 2) : issue.path);
}

function removeAt(value: unknown, path: readonly PropertyKey[]): void {
  let holder = value;
  for (const step of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return;
    holder = Reflect.get(holder, step);
  }
  const last = path.at(-1);
  if (typeof holder === 'object' && holder !== null && last !== undefined) Reflect.deleteProperty(holder, last);
}

/**
 * The line of the deepest part of `path` that is in the file: for a missing field, the line of the object that should
 * hold it.
 */
function lineOf(tree: Node, text: string, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length).map(segment));
    if (node) return lineAt(text, (node.parent?.type === 'property' ? node.parent : node).offset);
  }
  return lineAt(text, tree.offset);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function segment(key: PropertyKey): string | number {
  return typeof key === 'symbol' ? String(key) : key;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map((key) => clean(String(key))).join('.');
}

function within(path: readonly PropertyKey[], meant: string): string {
  return meant.includes('.') ? meant : dotted([...path, meant]);
}

/** Keys, and URLs that may hold one, are never repeated on the screen. */
function isPrivate(path: readonly PropertyKey[]): boolean {
  return (
    path.some((key) => key === 'apiKey' || key === 'baseUrl') ||
    (path.length === 1 && serverNames.some((name) => name === path[0]))
  );
}

function brief(value: unknown): string {
  const text = clean(JSON.stringify(value) ?? 'nothing');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function clean(text: string): string {
  // A key in the wrong place is still a secret.
  return redact(text.replace(/[^\P{C}]/gu, '�')).slice(0, 200);
}

/** `CommaExpected` → `comma expected`. */
function explainSyntax(error: ParseError): string {
  return printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}
