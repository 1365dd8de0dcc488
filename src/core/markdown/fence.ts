/** Code fences: how one begins, which line ends it, and what is between. */
import { withoutTrailingNewlines } from './newlines.ts';

/** The whole first line of a fence at the left edge: its marks, and what follows them. */
export const fenceHead = /^(`{3,}(?=[^`\n]*\n)|~{3,})([^\n]*)\n/;

/** The marks of a fence that a line opens, indented or not; undefined for every other line. */
export function fenceMarks(line: string): string | undefined {
  return /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
}

/** Whether a line closes the fence that was opened with `marks`. */
export function isFenceEnd(line: string, marks: string): boolean {
  const end = line.replace(/^ {0,3}/, '');
  return end.startsWith(marks) && /^[~`]* *$/.test(end.slice(marks.length));
}

/** The code in the source of a fence, and whether the fence is closed; undefined for other code. */
export function readFence(raw: string): { readonly text: string; readonly closed: boolean } | undefined {
  const head = fenceHead.exec(raw);
  if (head === null) return undefined;
  const body = raw.slice(head[0].length);
  const shown = withoutTrailingNewlines(body);
  const lineStart = shown.lastIndexOf('\n') + 1;
  const closed = isFenceEnd(shown.slice(lineStart), head[1] ?? '');
  const code = closed ? body.slice(0, lineStart) : body;
  // The last newline belongs to the fence, or to the end of the message, not to the code.
  return { text: code.endsWith('\n') ? code.slice(0, -1) : code, closed };
}

/** Text between fences that are longer than any run of backticks in it. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}\n${text}${text.endsWith('\n') ? '' : '\n'}${marks}`;
}
