/** The fences around code: how one begins, and which line ends it. */

/** The whole first line of a fence at the left edge: its marks, and what stands behind them. */
export const fenceHead = /^(`{3,}(?=[^`\n]*\n)|~{3,})([^\n]*)\n/;

/** Whether a line closes the fence that was opened with `marks`. */
export function isFenceEnd(line: string, marks: string): boolean {
  const end = line.replace(/^ {0,3}/, '');
  return end.startsWith(marks) && /^[~`]* *$/.test(end.slice(marks.length));
}
