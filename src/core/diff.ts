/** What the lines of a unified diff are: added, removed, a hunk's head, or neither. */
import type { ThemeToken } from './theme.ts';

export type DiffToken = Extract<ThemeToken, 'diffAdded' | 'diffRemoved' | 'diffHunk' | 'code'>;

/** The languages of code blocks that say they are diffs. */
export function isDiffLanguage(language: string): boolean {
  return language === 'diff' || language === 'patch';
}

/** True for text without a language that is a unified diff: a hunk's head, and lines added or removed below it. */
export function looksLikeDiff(text: string): boolean {
  const hunk = /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m.exec(text);
  return hunk !== null && /\n[+-]/.test(text.slice(hunk.index));
}

/**
 * The token of each line. The headers of files (`---`, `+++`, `diff`, `index`) are headers only outside hunks: inside
 * one, a line that begins with `--- ` is a removed line.
 */
export function diffTokens(lines: readonly string[]): DiffToken[] {
  let oldLeft = 0;
  let newLeft = 0;
  return lines.map((line) => {
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (hunk !== null && oldLeft <= 0 && newLeft <= 0) {
      oldLeft = Number(hunk[1] ?? 1);
      newLeft = Number(hunk[2] ?? 1);
      return 'diffHunk';
    }
    const inHunk = oldLeft > 0 || newLeft > 0;
    const sign = line.charAt(0);
    if (!inHunk && /^(?:--- |\+\+\+ |diff |index |new file|deleted file|rename |similarity |Only in )/.test(line)) {
      return 'diffHunk';
    }
    if (sign === '@' && line.startsWith('@@')) return 'diffHunk';
    if (sign !== '+') oldLeft--;
    if (sign !== '-') newLeft--;
    return sign === '+' ? 'diffAdded' : sign === '-' ? 'diffRemoved' : 'code';
  });
}
