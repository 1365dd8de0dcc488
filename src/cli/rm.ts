/** `reprise rm` and `reprise restore`: into the trash and back. */
import type { Command } from 'commander';
import type { Problem } from '../core/problem.ts';
import { resolveSession } from '../core/resolve.ts';
import { act, listAll } from './act.ts';
import { complain, writeLine } from './print.ts';

export function addRm(program: Command): void {
  program
    .command('rm')
    .description('move sessions to the trash; `restore` brings them back')
    .argument('<session...>', 'names, ids, or beginnings of them')
    .action((queries: string[], _choice: unknown, command: Command) =>
      act(command, async (services) => {
        const sessions = await listAll(services);
        if (!sessions.ok) return sessions.problem;
        // All are looked up before the first one moves: a typo in the third changes nothing.
        const found = queries.map((query) => resolveSession(sessions.value, query));
        for (const result of found) if (!result.ok) return result.problem;
        return each(found, async (session) => {
          const done = await services.store.trash(session.filePath);
          if (done.ok)
            writeLine(`moved ${session.name} to the trash; \`reprise restore ${session.id}\` brings it back`);
          return done.ok ? undefined : done.problem;
        });
      }),
    );
}

export function addRestore(program: Command): void {
  program
    .command('restore')
    .description('bring sessions back from the trash')
    .argument('<session...>', 'names, ids, or beginnings of them')
    .action((queries: string[], _choice: unknown, command: Command) =>
      act(command, async (services) => {
        const trash = await services.store.listTrash();
        if (!trash.ok) return trash.problem;
        const summaries = trash.value.map(({ summary }) => summary);
        const found = queries.map((query) => resolveSession(summaries, query));
        for (const result of found) {
          if (!result.ok)
            return { ...result.problem, message: inTrash(result.problem.message), next: trashHint(result.problem) };
        }
        return each(found, async (session) => {
          const place = trash.value.find(({ summary }) => summary === session);
          if (!place) return undefined;
          const done = await services.store.restore(place.trashPath);
          if (done.ok) writeLine(`restored ${done.value.name}`);
          return done.ok ? undefined : done.problem;
        });
      }),
    );
}

/** Does `work` for every session; all problems but the last are said here, so that one failure stops no other. */
async function each<T>(
  found: readonly ({ readonly ok: true; readonly value: T } | { readonly ok: false })[],
  work: (session: T) => Promise<Problem | undefined>,
): Promise<Problem | undefined> {
  let last: Problem | undefined;
  for (const result of found) {
    if (!result.ok) continue;
    const problem = await work(result.value);
    if (problem && last) complain(last);
    last = problem ?? last;
  }
  return last;
}

function inTrash(message: string): string {
  return message.replace(/^There is no session (".*")\.$/, 'There is no session $1 in the trash.');
}

function trashHint(problem: Problem): string {
  return problem.code === 'session-not-found' && (problem.candidates ?? []).length === 0
    ? '`reprise trash` shows what is there.'
    : problem.next;
}
