/** Markup left open at the end of a growing message, and what would close it. */

/** Longer lines are not searched again for every word that arrives. */
const longest = 4000;

/**
 * A run of backticks, or the stars of bold or italic words. A star between blanks is a multiplication or a list marker.
 */
const sign = /`+|\*{1,3}/g;

/**
 * What closes the code and the emphasis that a line leaves open, in the order in which it must follow: `**` for `a
 * **bold wo`. Empty when nothing is open, or when it would close nothing.
 */
export function closersFor(line: string): string {
  if (line.length > longest || !/[`*]/.test(line)) return '';
  const open: string[] = [];
  let code: string | undefined;
  for (const { 0: run, index } of line.matchAll(sign)) {
    if (line[index - 1] === '\\') continue;
    if (run.startsWith('`')) {
      if (code === undefined) code = run;
      else if (code === run) code = undefined;
      continue;
    }
    if (code !== undefined) continue;
    const before = line[index - 1] ?? ' ';
    const after = line[index + run.length] ?? ' ';
    if (open.at(-1) === run && before.trim() !== '') open.pop();
    else if (after.trim() !== '' && !/[\p{L}\p{N}]/u.test(before)) open.push(run);
  }
  const inCode = code === undefined || line.endsWith(code) ? '' : code;
  return inCode + open.reverse().join('');
}
