/** Follows the sessions folder: what others change in it, and the growth of the shown session's file. */
import type { ProblemCode } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import { hiddenOthers, isOthers } from '../../store/list-others.ts';
import type { EffectDeps } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

/** How much of a file's end is read to follow it. */
const tailBytes = 256 * 1024;

/** The session is no longer there. */
const goneCodes: ReadonlySet<ProblemCode> = new Set(['session-not-found', 'not-a-file']);

export interface Following {
  /** Follows from the first call on; changes during the listing are examined when it is done. */
  start(listed: Promise<unknown>): void;
  stop(): void;
}

/** Nothing is followed before `start`. `lookForHolders` is called after changes by others, who may hold other sessions now. */
export function followFolder(deps: EffectDeps, open: OpenSessions, lookForHolders: () => Promise<void>): Following {
  const { services, dispatch } = deps;
  const { store } = services;
  let unfollow: (() => void) | undefined;
  let stopped = false;
  /** Changes are examined one after the other, so that an older look never arrives last. */
  let looking: Promise<void> = Promise.resolve();

  const notice = async (filePaths: readonly string[]): Promise<void> => {
    const others: string[] = [];
    for (const filePath of filePaths) {
      if (stopped) return;
      if (open.hasFile(filePath)) await noticeOwn(filePath);
      else if (!open.isBusy(filePath)) others.push(filePath);
    }
    await noticeOthers(others);
    // What this process writes itself does not change who holds what.
    if (others.length > 0) await lookForHolders();
  };

  /**
   * Files that others created, changed or removed: reported together, because each report makes the list sort again.
   */
  const noticeOthers = async (filePaths: readonly string[]): Promise<void> => {
    const seen = new Map<string, SessionSummary | undefined>();
    for (const filePath of filePaths) {
      if (stopped) return;
      const summary = await store.summary(filePath);
      if (summary.ok) seen.set(filePath, summary.value);
      // A file that merely cannot be read now still exists, and stays in the list as it was.
      else if (goneCodes.has(summary.problem.code)) seen.set(filePath, undefined);
    }
    const changed: SessionSummary[] = [];
    const gone: string[] = [];
    for (const [filePath, summary] of seen) {
      if (open.hasFile(filePath) || open.isBusy(filePath)) continue;
      if (summary) changed.push(summary);
      else gone.push(filePath);
    }
    const news = listable(changed, seen);
    // Another session is there now, or we had seen only the empty beginning of this one.
    const now = new Map(news.map(({ filePath, id }) => [filePath, id]));
    for (const { filePath, id } of deps.state().list.sessions)
      if ((now.get(filePath) ?? id) !== id) gone.push(filePath);
    if (news.length + gone.length > 0) dispatch({ type: 'folderChanged', changed: news, gone });
    for (const summary of news) await followShown(summary);
  };

  /** If a session has many files in another program, only the one that the list would show. */
  const listable = (
    changed: readonly SessionSummary[],
    seen: ReadonlyMap<string, unknown>,
  ): readonly SessionSummary[] => {
    if (!changed.some(isOthers)) return changed;
    const listed = deps.state().list.sessions.filter((session) => !seen.has(session.filePath));
    const hidden = hiddenOthers([...listed, ...changed], (summary) => summary);
    return changed.filter((summary) => !hidden.has(summary));
  };

  /** A file that we write: only its disappearance is news. */
  const noticeOwn = async (filePath: string): Promise<void> => {
    const summary = await store.summary(filePath);
    if (summary.ok || summary.problem.code !== 'session-not-found' || !open.hasMade(filePath)) return;
    const text = 'Another program moved or deleted the file of the open session; your next message writes it again.';
    dispatch({ type: 'said', text });
  };

  /** The shown transcript grows with its file. */
  const followShown = async (summary: SessionSummary): Promise<void> => {
    const { shown } = deps.state();
    if (shown.kind !== 'session' || shown.id !== summary.id) return;
    const read = await store.read(summary.filePath, { maxBytes: tailBytes });
    if (read.ok) dispatch({ type: 'fileGrew', id: summary.id, transcript: read.value, summary });
  };

  return {
    start(listed) {
      if (stopped) return;
      looking = looking.then(async () => void (await listed));
      unfollow ??= store.watch(
        (filePaths) => {
          looking = looking.then(() => notice(filePaths));
        },
        () => deps.state().list.sessions.map(({ filePath }) => filePath),
      );
    },
    stop() {
      stopped = true;
      unfollow?.();
    },
  };
}
