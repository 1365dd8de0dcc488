/** Rewords the next step of a failure for the shell and plain mode, which lack the dashboard's keys and slash commands. */
import type { Problem } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';

/** Slash commands as written in next steps → what to type instead. */
type Words = readonly (readonly [dashboard: RegExp, here: string])[];

/** Nowhere but in the dashboard can a key be pasted unseen. */
const keyElsewhere: Words = [[/\b(key with \/provider)\b/g, '$1 in the dashboard']];

/** Plain mode has slash commands, and is left for no other. */
const inPlainMode: Words = [
  ...keyElsewhere,
  [/`reprise list`/, '/sessions'],
  [/`reprise session -r -n .+`/, '/resume NAME'],
];

const inShell: Words = [
  ...keyElsewhere,
  [/(?<=^| )\/(model|provider)\b(?! in the dashboard)/g, '--$1'],
  [/(?<=^| )\/(retry|compact)\b/g, '/$1 in `reprise session -r`'],
  [/(?<=^| )\/theme\b/g, '/theme in the dashboard'],
];

/** For a command that ends with this problem, or reports it. */
export function forShell(why: Problem): Problem {
  return inWords(why, inShell);
}

/** For `run`, which has an option of its own to continue an existing session. */
export function forRun(why: Problem): Problem {
  const next = why.next
    .replace(/`reprise session -r -n (.+)`/, '`reprise run -r $1 -p "…"`')
    .replace('`reprise session -n NAME`', '`reprise run -p "…"`');
  return { ...why, next };
}

/** Of a session that is open elsewhere: said by its name, for nobody knows its file. */
export function ofSession(why: Problem, { name }: SessionSummary): Problem {
  if (why.code !== 'locked' || why.holder === undefined) return why;
  return { ...why, message: `"${name}" is open elsewhere: ${why.holder}.` };
}

/** For plain mode. */
export function forPlainMode(why: Problem): Problem {
  return inWords(why, inPlainMode);
}

function inWords(why: Problem, words: Words): Problem {
  // Only the dashboard can watch what another program writes.
  if (why.code === 'locked') {
    return { ...why, next: 'Close it there first. `reprise show` prints it; `reprise fork` copies it.' };
  }
  return { ...why, next: words.reduce((next, [dashboard, here]) => next.replace(dashboard, here), why.next) };
}
