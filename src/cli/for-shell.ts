/** The next step after a failure, where there is no dashboard: what the shell has instead of its keys and slash commands. */
import type { Problem } from '../core/problem.ts';

/** For a command that ends with this problem. */
export function forShell(why: Problem): Problem {
  const plain = forPlainMode(why);
  if (plain !== why) return plain;
  const next = why.next
    .replace(/(?<=^| )\/(model|provider)\b/g, '--$1')
    .replace(/(?<=^| )\/(retry|compact)\b/g, '/$1 in `reprise session -r`');
  return { ...why, next };
}

/** For plain mode, which has slash commands, but neither pickers nor anything to watch another program with. */
export function forPlainMode(why: Problem): Problem {
  switch (why.code) {
    case 'locked':
      return { ...why, next: 'Close it there first; `reprise show` prints it, `reprise fork` begins a copy.' };
    case 'no-key':
      return {
        ...why,
        next: why.next.replace('paste a key with /provider.', 'paste a key with /provider in the dashboard.'),
      };
    default:
      return why;
  }
}
