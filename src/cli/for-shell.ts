/** The next step after a failure, where there is no dashboard: what the shell has instead of its keys and slash commands. */
import type { Problem } from '../core/problem.ts';

/** For a command that ends with this problem. */
export function forShell(why: Problem): Problem {
  if (why.code === 'locked') return { ...why, next: whenLocked };
  const next = why.next
    .replace(/(?<=^| )\/(model|provider)\b/g, '--$1')
    .replace(/(?<=^| )\/(retry|compact)\b/g, '/$1 in `reprise session -r`')
    .replace(/paste a key\.$/, 'start `reprise` and paste a key there.');
  return { ...why, next };
}

const whenLocked = 'Close it there first; `reprise show` prints it, `reprise fork` begins a copy.';

/** For plain mode, which has slash commands, but nothing to watch another program with. */
export function forPlainMode(why: Problem): Problem {
  return why.code === 'locked' ? { ...why, next: whenLocked } : why;
}
