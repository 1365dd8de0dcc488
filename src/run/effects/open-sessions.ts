/** The sessions this process holds for writing, by id; reports their states to the program. */
import { ok, type Problem, type Result } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import type { OpenSession, StoreState } from '../../ports.ts';
import type { EffectDeps } from './effects.ts';

export interface OpenSessions {
  get(id: string): OpenSession | undefined;
  /** True for a file that this process writes: what the folder's watcher reports about it is known already. */
  hasFile(filePath: string): boolean;
  /** True once such a file exists: it may not have been possible to create it yet. */
  hasMade(filePath: string): boolean;
  /** True while work on the file is waiting or running: its end tells what became of the file. */
  isBusy(filePath: string): boolean;
  add(session: OpenSession): void;
  /**
   * Work on files, for each file in the order requested. Otherwise a name followed at once by a pin, or opening what is
   * being closed, would find the session held by this very program.
   */
  inTurn<T>(filePaths: readonly string[], work: () => Promise<T>): Promise<T>;
  close(id: string): Promise<void>;
  /** Closes all of them; returns what could not be stored, and where it is instead. */
  closeAll(): Promise<readonly Problem[]>;
}

export function createOpenSessions(deps: EffectDeps): OpenSessions {
  const sessions = new Map<string, OpenSession>();
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>(filePaths: readonly string[], work: () => Promise<T>): Promise<T> => {
    // Earlier failures are reported where they were requested.
    const mine = Promise.allSettled(filePaths.flatMap((filePath) => turns.get(filePath) ?? [])).then(work);
    for (const filePath of filePaths) turns.set(filePath, mine);
    const over = (): void => {
      for (const filePath of filePaths) if (turns.get(filePath) === mine) turns.delete(filePath);
    };
    mine.then(over, over);
    return mine;
  };
  const close = async (id: string): Promise<Result<void>> => {
    const session = sessions.get(id);
    if (!session) return ok(undefined);
    // Until it is closed, its file counts as ours.
    const closed = await inTurn([session.summary.filePath], () => session.close());
    if (sessions.get(id) === session) sessions.delete(id);
    return closed;
  };
  const tell = (session: OpenSession, state: StoreState): void => {
    const notes = state.notes ?? [];
    deps.dispatch({
      type: 'storeState',
      id: session.summary.id,
      summary: state.summary,
      pending: state.kind === 'saved' ? 0 : state.pending,
      ...(state.kind === 'saved' ? {} : { problem: state.problem }),
      // Others may have added lines to the file that the conversation does not know.
      ...(notes.length > 0 ? { notes, transcript: session.transcript } : {}),
    });
  };
  const summaryAt = (filePath: string): SessionSummary | undefined =>
    [...sessions.values()].map(({ summary }) => summary).find((summary) => summary.filePath === filePath);
  return {
    inTurn,
    get: (id) => sessions.get(id),
    hasFile: (filePath) => summaryAt(filePath) !== undefined,
    hasMade: (filePath) => (summaryAt(filePath)?.sizeBytes ?? 0) > 0,
    isBusy: (filePath) => turns.has(filePath),
    add(session) {
      sessions.set(session.summary.id, session);
      // A session that could not be stored from the beginning says so at once, which would be before the program knows
      // it if this did not wait.
      session.onState((state) => queueMicrotask(() => tell(session, state)));
    },
    async close(id) {
      const closed = await close(id);
      if (!closed.ok) deps.dispatch({ type: 'problem', problem: closed.problem });
    },
    async closeAll() {
      const closed = await Promise.all([...sessions.keys()].map(close));
      return closed.flatMap((result) => (result.ok ? [] : [result.problem]));
    },
  };
}
