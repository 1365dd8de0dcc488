/** `reprise rm` and `reprise restore`: into the trash and back. */
import type { Command } from 'commander';
import { ok, type Problem, type Result } from '../core/problem.ts';
import { resolveSession } from '../core/resolve.ts';
import type { SessionSummary } from '../core/session.ts';
import { inSlices } from '../run/slices.ts';
import { listAll } from './find-sessions.ts';
import { ofSession } from './for-shell.ts';
import { complain, writeLine } from './print.ts';
import { withServices } from './with-services.ts';

export function addRm(program: Command): void {
  program
    .command('rm')
    .description('move sessions to the trash; `restore` undoes it')
    .argument('<session...>', 'names or ids, or the beginnings of either')
    .action((queries: string[], _choice: unknown, command: Command) =>
      withServices(command, async (services) => {
        const sessions = await listAll(services);
        if (!sessions.ok) return sessions.problem;
        const found = resolveAll(sessions.value, queries);
        if (!found.ok) return found.problem;
        const paths = found.value.map((session) => session.filePath);
        return tell(
          found.value,
          inSlices(paths, services.store.trash),
          ({ summary }) => `moved ${summary.name} to the trash; \`reprise restore ${summary.id}\` brings it back`,
        );
      }),
    );
}

export function addRestore(program: Command): void {
  program
    .command('restore')
    .description('bring sessions back from the trash')
    .argument('<session...>', 'names or ids, or the beginnings of either')
    .action((queries: string[], _choice: unknown, command: Command) =>
      withServices(command, async (services) => {
        const trash = await services.store.listTrash();
        if (!trash.ok) return trash.problem;
        const summaries = trash.value.map(({ summary }) => summary);
        const found = resolveAll(summaries, queries);
        if (!found.ok) {
          const { problem } = found;
          return { ...problem, message: inTrash(problem.message), next: trashHint(problem) };
        }
        // In the trash, a session's path is where it is now.
        const paths = found.value.map((session) => session.filePath);
        const others = await listAll(services);
        const taken = new Set(others.ok ? others.value.map(({ name }) => name) : []);
        return tell(found.value, inSlices(paths, services.store.restore), ({ id, name }) => {
          // The name was free as long as this session was away.
          const twin = taken.has(name) ? `; another session is named so, too: \`reprise rename ${id} NAME\`` : '';
          taken.add(name);
          return `restored ${name}${twin}`;
        });
      }),
    );
}

/**
 * All are looked up before the first one moves: a typo in the third changes nothing. One that is named twice counts
 * once.
 */
function resolveAll(
  sessions: readonly SessionSummary[],
  queries: readonly string[],
): Result<readonly SessionSummary[]> {
  const found = new Set<SessionSummary>();
  for (const query of queries) {
    const session = resolveSession(sessions, query);
    if (!session.ok) return session;
    found.add(session.value);
  }
  return ok([...found]);
}

/** A line for each that moved; all problems but the last are reported here, so that one failure hides no other. */
async function tell<T>(
  sessions: readonly SessionSummary[],
  moves: AsyncIterable<readonly Result<T>[]>,
  line: (value: T) => string,
): Promise<Problem | undefined> {
  let last: Problem | undefined;
  let at = 0;
  for await (const results of moves) {
    for (const result of results) {
      const session = sessions[at];
      at += 1;
      if (result.ok) writeLine(line(result.value));
      else {
        if (last) complain(last);
        last = session ? ofSession(result.problem, session) : result.problem;
      }
    }
  }
  return last;
}

function inTrash(message: string): string {
  return message.replace(/^There is no session (".*")\.$/, 'There is no session $1 in the trash.');
}

function trashHint(problem: Problem): string {
  return problem.code === 'session-not-found' && (problem.candidates ?? []).length === 0
    ? '`reprise trash` lists what is there.'
    : problem.next;
}
