/** The list of sessions: reading it, following the folder, changes of whole sessions, the trash. */
import type { Problem } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import { counted } from '../../core/words.ts';
import type { SessionList } from '../../ports.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

export function listEffects(
  deps: EffectDeps,
  open: OpenSessions,
): { readonly handlers: Handlers /** Ends following the folder. */; stop(): void } {
  const { services, dispatch } = deps;
  const { store } = services;
  let listing: AbortController | undefined;
  let unfollow: (() => void) | undefined;
  let asking: NodeJS.Timeout | undefined;
  let stopped = false;
  /** Changes are looked at one after the other, so that an older look never comes last. */
  let looking: Promise<void> = Promise.resolve();

  const follow = (): void => {
    if (stopped) return;
    unfollow ??= store.watch((filePaths) => {
      looking = looking.then(() => notice(filePaths));
    });
  };

  const notice = async (filePaths: readonly string[]): Promise<void> => {
    const others: string[] = [];
    for (const filePath of filePaths) {
      if (stopped) return;
      if (open.hasFile(filePath)) await noticeOwn(filePath);
      else others.push(filePath);
    }
    for (const filePath of others) {
      if (!stopped) await noticeOther(filePath);
    }
    // What this process writes itself changes nothing about who holds what.
    if (others.length > 0) await noticeHolders();
  };

  /** A file that somebody else made, changed or took away. */
  const noticeOther = async (filePath: string): Promise<void> => {
    const summary = await store.summary(filePath);
    if (open.hasFile(filePath)) return;
    if (!summary.ok) {
      dispatch({ type: 'sessionGone', filePath });
      return;
    }
    dispatch({ type: 'sessionChanged', summary: summary.value });
    await followShown(summary.value);
  };

  /** A file that we write: only its disappearance is news. */
  const noticeOwn = async (filePath: string): Promise<void> => {
    const summary = await store.summary(filePath);
    if (summary.ok || summary.problem.code !== 'session-not-found' || !open.hasFile(filePath)) return;
    const text =
      'The file of the open session was moved or deleted by another program; it is written again with the next message.';
    dispatch({ type: 'said', text });
  };

  /** The transcript that is looked at grows with its file. */
  const followShown = async (summary: SessionSummary): Promise<void> => {
    const { shown } = deps.state();
    if (shown.kind !== 'session' || shown.id !== summary.id) return;
    const read = await store.read(summary.filePath, { maxBytes: tailBytes });
    if (read.ok) dispatch({ type: 'fileGrew', id: summary.id, transcript: read.value, summary });
  };

  const noticeHolders = async (among?: ReadonlyMap<string, string>): Promise<void> => {
    clearTimeout(asking);
    const listed = deps.state().list.sessions;
    const sessions = among ? listed.filter((session) => among.has(session.id)) : listed;
    const byPath = await store.holders(sessions.map((session) => session.filePath));
    const holders = new Map<string, string>();
    for (const { id, filePath } of byPath.size === 0 ? [] : sessions) {
      const holder = byPath.get(filePath);
      if (holder !== undefined && !open.hasFile(filePath)) holders.set(id, holder);
    }
    if (stopped) return;
    dispatch({ type: 'holdersKnown', holders });
    // A process that is killed leaves without a word: as long as somebody holds something, it is asked again.
    clearTimeout(asking);
    if (holders.size > 0) asking = setTimeout(() => void noticeHolders(holders), askHoldersMs).unref();
  };

  const handlers: Handlers = {
    async listSessions({ request }) {
      listing?.abort();
      const controller = new AbortController();
      listing = controller;
      const tell = (list: SessionList, final: boolean): void => {
        if (controller.signal.aborted) return;
        dispatch({
          type: 'sessionsListed',
          request,
          sessions: list.sessions,
          final,
          ...(list.problem ? { problem: list.problem } : {}),
        });
      };
      const list = await store.list({ signal: controller.signal, onUpdate: (partial) => tell(partial, false) });
      tell(list, true);
      follow();
      await noticeHolders();
      await emptyOldTrash();
    },
    async changeSession({ id, filePath, change }) {
      dispatch({
        type: 'changeDone',
        id,
        change,
        result: await open.inTurn(filePath, () => store.note(filePath, change)),
      });
    },
    async trashSessions({ sessions }) {
      const ids: string[] = [];
      const trashPaths: string[] = [];
      let problem: Problem | undefined;
      for (const session of sessions) {
        await open.close(session.id);
        const moved = await open.inTurn(session.filePath, () => store.trash(session.filePath));
        if (moved.ok) {
          ids.push(session.id);
          trashPaths.push(moved.value.trashPath);
        } else problem = moved.problem;
      }
      dispatch({ type: 'trashed', ids, trashPaths, ...(problem ? { problem } : {}) });
    },
    async restoreSessions({ trashPaths }) {
      const sessions: SessionSummary[] = [];
      let problem: Problem | undefined;
      for (const trashPath of trashPaths) {
        const back = await store.restore(trashPath);
        if (back.ok) sessions.push(back.value);
        else problem = back.problem;
      }
      dispatch({ type: 'restored', sessions, ...(problem ? { problem } : {}) });
    },
    async listTrash() {
      const listed = await store.listTrash();
      if (listed.ok) dispatch({ type: 'trashListed', sessions: listed.value });
      else dispatch({ type: 'problem', problem: listed.problem });
    },
    async emptyTrash() {
      const emptied = await store.emptyTrash();
      if (emptied.ok)
        dispatch({
          type: 'said',
          text: `${counted(emptied.value, 'session is', 'sessions are')} deleted for good.`,
        });
      else dispatch({ type: 'problem', problem: emptied.problem });
    },
  };
  let trashEmptied = false;

  /** Only where the user asked for it with the setting `trashDays`; what goes is said. */
  const emptyOldTrash = async (): Promise<void> => {
    const { trashDays } = services.settings;
    if (trashDays <= 0 || trashEmptied) return;
    trashEmptied = true;
    const emptied = await store.emptyTrash(services.clock.now() - trashDays * 86_400_000);
    if (!emptied.ok) dispatch({ type: 'problem', problem: emptied.problem });
    else if (emptied.value > 0) {
      const text = `Deleted for good after ${counted(trashDays, 'day')} in the trash: ${counted(emptied.value, 'session')}.`;
      dispatch({ type: 'said', text });
    }
  };

  return {
    handlers,
    stop() {
      stopped = true;
      clearTimeout(asking);
      listing?.abort();
      unfollow?.();
    },
  };
}

/** How often those who hold sessions are asked for, while there are any; milliseconds. */
const askHoldersMs = 1000;

/** What is read of a file's end to follow it. */
const tailBytes = 256 * 1024;
