/** Suggestions for mistyped words, whether of ours or names that users gave: those that are a few letters away. */

/** The names nearest to `wanted`: those that contain it, then those a few letters away; at most `limit`, each once. */
export function nearestNames(names: readonly string[], wanted: string, limit: number): string[] {
  const lower = wanted.toLowerCase();
  const allowed = Math.max(1, Math.floor(lower.length / 3));
  const scored = new Map<string, number>();
  for (const name of names) {
    if (scored.has(name)) continue;
    const other = name.toLowerCase();
    const contains = lower.length > 1 && other.length > 1 && (other.includes(lower) || lower.includes(other));
    const score = contains ? Math.abs(other.length - lower.length) / 1000 : distance(lower, other, allowed);
    if (score <= allowed) scored.set(name, score);
  }
  return [...scored]
    .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, limit)
    .map(([name]) => name);
}

/** The number of letters to change, add, drop or swap between two words; `allowed + 1` if it is more than allowed. */
function distance(a: string, b: string, allowed: number): number {
  if (Math.abs(a.length - b.length) > allowed) return allowed + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    if (Math.min(...next) > allowed) return allowed + 1;
    before = row;
    row = next;
  }
  return row[b.length] ?? allowed + 1;
}

/**
 * The one of our own words that was probably meant: a setting by its dotted name or the last part of it, a theme;
 * undefined when none is near. Case, `_`, `-` and dots do not count.
 */
export function nearestWord(words: readonly string[], wanted: string): string | undefined {
  const typed = bare(wanted);
  let best: string | undefined;
  let bestDistance = Math.ceil(typed.length / 3) + 1;
  for (const candidate of words) {
    const last = candidate.slice(candidate.lastIndexOf('.') + 1);
    const least = bestDistance - 1;
    const d = Math.min(distance(typed, bare(candidate), least), distance(typed, bare(last), least));
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

function bare(word: string): string {
  return word
    .slice(0, 64)
    .toLowerCase()
    .replace(/[_\-.]/g, '');
}
