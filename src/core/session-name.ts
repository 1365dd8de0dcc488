/** Names that users give to sessions: what they may look like, and which are still free. */
import { fail, ok, problem, type Result } from './problem.ts';
import type { SessionSummary } from './session.ts';

/** Longest name, in characters as people count them (code points). */
export const longestName = 100;

/**
 * The name as it is stored: trimmed and in one Unicode form, so that typing it finds it again.
 * Problem `bad-name`: empty, too long, a path, a leading dash (the command line would take it for an option), `sess_…`
 * (that is an id), or control characters.
 */
export function checkName(text: string): Result<string> {
  const name = text.normalize('NFC').trim();
  const reason = whyNot(name);
  return reason === '' ? ok(name) : fail(problem('bad-name', reason, 'Choose another name.'));
}

/**
 * A checked name that no other session has; `except` is the id of the session that is being renamed.
 * Problem `name-taken` says how to resume the one that has it.
 */
export function checkFreeName(text: string, sessions: readonly SessionSummary[], except?: string): Result<string> {
  const checked = checkName(text);
  if (!checked.ok) return checked;
  const name = checked.value;
  const holder = sessions.find((session) => session.id !== except && session.name.normalize('NFC') === name);
  if (!holder) return checked;
  return fail(
    problem(
      'name-taken',
      `There is already a session named "${name}".`,
      `Resume it with \`reprise session -r -n ${quoted(name)}\`, or choose another name.`,
      { candidates: [holder.id] },
    ),
  );
}

/** `NAME-fork`, or with the first number that is free: the name of an unnamed copy. */
export function nameOfFork(name: string, sessions: readonly SessionSummary[]): string {
  return freeNameLike(`${[...name].slice(0, longestName - 10).join('')}-fork`, sessions);
}

/** The name itself if it is free, else with the first free number; `imported` if it is not a valid name. */
export function freeNameLike(name: string, sessions: readonly SessionSummary[]): string {
  const taken = new Set(sessions.map((session) => session.name.normalize('NFC')));
  const checked = checkName(name);
  const base = checked.ok ? checked.value : 'imported';
  if (!taken.has(base)) return base;
  const stem = [...base].slice(0, longestName - 6).join('');
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** The name quoted as one word for the shell. */
function quoted(name: string): string {
  return /^[\w.@%+=:,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

function whyNot(name: string): string {
  if (name === '') return 'A session name cannot be empty.';
  if ([...name].length > longestName) return `A session name can have at most ${longestName} characters.`;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'A session name must be one line without control characters.';
  if (!name.isWellFormed()) return 'A session name must be valid Unicode text.';
  if (/[/\\]/.test(name)) return 'A session name cannot contain / or \\.';
  if (name.startsWith('-')) return 'A session name cannot begin with a dash.';
  if (name.startsWith('sess_')) return 'A session name cannot begin with "sess_", because ids do.';
  return '';
}
