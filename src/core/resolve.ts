/** Finds the session a person means: by its id, its name, the beginning of either, or the name of its file. */
import { nearestNames } from './nearest.ts';
import { fail, ok, type Problem, problem, type Result } from './problem.ts';
import type { SessionSummary } from './session.ts';
import { cutToWidth } from './text/cut.ts';
import { sanitizeLine } from './text/sanitize.ts';

/** Longest id or name that is looked up, in UTF-16 units. */
const longest = 200;
/** How ids begin; anything shorter is treated as a name. */
const idStart = 'sess_';
/** How the names of session files end. */
const fileEnd = '.jsonl';
/** How many other names are offered. */
const offered = 5;

/**
 * The one session that `query` means. An exact id wins, then an exact name, then the beginning of an id (with or
 * without `sess_`) or of a name, if it fits only one session.
 * Problems: `bad-id` for what can be no id or name (a path, control characters, too long), `session-ambiguous` and
 * `session-not-found`, both with candidates.
 */
export function resolveSession(sessions: readonly SessionSummary[], query: string): Result<SessionSummary> {
  const wanted = query.normalize('NFC').trim();
  const exact = sessions.find((session) => session.id === wanted);
  if (exact) return ok(exact);

  // A name that another program gave may look like a path: it is compared, and opens nothing else.
  const byName = wanted === '' ? [] : sessions.filter((session) => nameOf(session) === wanted);
  if (byName.length > 0) return only(byName, { wanted, what: 'is the name of', byId: false });

  const refusal = refuse(wanted);
  if (refusal !== '') {
    return fail(
      problem('bad-id', refusal, 'Give a name or id, or the beginning of either; `reprise list` shows the names.'),
    );
  }

  const byFile = wanted.endsWith(fileEnd) ? sessions.find(({ filePath }) => isFileName(filePath, wanted)) : undefined;
  if (byFile) return ok(byFile);

  const begins = sessions.filter((session) => idBegins(session.id, wanted) || nameOf(session).startsWith(wanted));
  const byId = begins.some((session) => idBegins(session.id, wanted));
  if (begins.length > 0) return only(begins, { wanted, what: 'is the beginning of', byId });

  const near = nearestNames(sessions.map(nameOf), wanted, offered);
  if (near.length === 0) {
    const titled = sessions.filter((session) => hasInTitle(session, wanted));
    if (titled.length > 0) return fail(onlyTitles(titled, wanted));
  }
  return fail(
    problem(
      'session-not-found',
      `There is no session "${wanted}".`,
      near.length > 0
        ? `Did you mean ${listed(near.map(brief), 'or')}?`
        : sessions.length > 0
          ? '`reprise list` shows all names.'
          : 'There are no sessions yet: `reprise session -n NAME` starts one.',
      { candidates: near },
    ),
  );
}

/** People remember titles, and replies quote them; but titles change, so they do not identify a session. */
function onlyTitles(found: readonly SessionSummary[], wanted: string): Problem {
  const offer = found.slice(0, offered);
  const ownName = (session: SessionSummary) => session.title === session.name;
  const shown = offer.map((one) => brief(nameOf(one)) + (ownName(one) ? '' : ` (${brief(one.title)})`));
  const more = found.length - shown.length;
  const next = offer.every(ownName) ? 'use the whole name' : 'use the name before the parentheses';
  return problem(
    'session-not-found',
    `No session is named "${brief(wanted)}".`,
    `It is in the title of ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${next}.`,
    { candidates: found.map(nameOf) },
  );
}

function hasInTitle({ title }: SessionSummary, wanted: string): boolean {
  return title.normalize('NFC').toLowerCase().includes(wanted.toLowerCase());
}

/** `a`, `a or b`, `a, b or c`; each in quotes. */
export function listed(names: readonly string[], word: 'and' | 'or'): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** Why this can be neither a name nor an id; empty if it can. Paths never reach the file system. */
function refuse(wanted: string): string {
  if (wanted === '') return 'No session was named.';
  if (wanted.length > longest) return `No session has a name of ${wanted.length} characters.`;
  if (/\p{Cc}/u.test(wanted)) return 'A session name cannot contain control characters.';
  if (/[/\\]/.test(wanted)) return 'A session is given by its name or id, not by a path.';
  return '';
}

interface Asked {
  readonly wanted: string;
  readonly what: string;
  /** The query begins like an id: then ids tell the candidates apart. */
  readonly byId: boolean;
}

function only(found: readonly SessionSummary[], { wanted, what, byId }: Asked): Result<SessionSummary> {
  const [first] = found;
  if (first && found.length === 1) return ok(first);
  const names = found.map(nameOf);
  const unique = new Set(names).size === names.length;
  const shown = found
    .slice(0, offered)
    .map((session) =>
      byId ? `${session.id} (${brief(nameOf(session))})` : unique ? brief(nameOf(session)) : session.id,
    );
  const more = found.length - offered;
  const next = byId ? 'Type more of the id, or a name.' : 'Type more of the name.';
  return fail(
    problem(
      'session-ambiguous',
      `"${wanted}" ${what} ${found.length} sessions: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
      unique || byId ? next : 'Give the id of the one you mean.',
      { candidates: found.map((session) => (unique ? nameOf(session) : session.id)) },
    ),
  );
}

/** A name of another program's session may be as long as a page. */
function brief(name: string): string {
  return cutToWidth(sanitizeLine(name), 60);
}

/** The name as it is shown, and therefore typed; a name from another program's file may contain anything. */
function nameOf({ name }: SessionSummary): string {
  return (/\p{Cc}/u.test(name) ? sanitizeLine(name) : name).normalize('NFC');
}

function isFileName(filePath: string, wanted: string): boolean {
  return filePath.endsWith(wanted) && /[/\\]/.test(filePath.at(-wanted.length - 1) ?? '');
}

function idBegins(id: string, wanted: string): boolean {
  const bare = id.startsWith(idStart) ? id.slice(idStart.length) : id;
  return bare.startsWith(wanted) || (wanted.length >= idStart.length && id.startsWith(wanted));
}
