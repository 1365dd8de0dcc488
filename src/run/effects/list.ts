/** The list of sessions: reading it, following the folder, changes of whole sessions, the trash. */
import type { Problem } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import type { SessionList } from '../../ports.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

export function listEffects(deps: EffectDeps, open: OpenSessions): Handlers {
  const { services, dispatch } = deps;
  const { store } = services;
  let listing: AbortController | undefined;
  let following = false;

  const follow = (): void => {
    if (following) return;
    following = true;
    store.watch((filePaths) => {
      void noticeFiles(filePaths);
      void noticeHolders();
    });
  };

  /** Files that somebody else made, changed or took away. */
  const noticeFiles = async (filePaths: readonly string[]): Promise<void> => {
    for (const filePath of filePaths) {
      if (open.hasFile(filePath)) continue;
      const summary = await store.summary(filePath);
      if (!summary.ok) {
        dispatch({ type: 'sessionGone', filePath });
        continue;
      }
      dispatch({ type: 'sessionChanged', summary: summary.value });
      await followShown(summary.value);
    }
  };

  /** The transcript that is looked at grows with its file. */
  const followShown = async (summary: SessionSummary): Promise<void> => {
    const { shown } = deps.state();
    if (shown.kind !== 'session' || shown.id !== summary.id) return;
    const read = await store.read(summary.filePath, { maxBytes: tailBytes });
    if (read.ok) dispatch({ type: 'fileGrew', id: summary.id, transcript: read.value, summary });
  };

  const noticeHolders = async (): Promise<void> => {
    const { sessions } = deps.state().list;
    const byPath = await store.holders(sessions.map((session) => session.filePath));
    const holders = new Map(
      sessions.flatMap((session) => {
        const holder = open.hasFile(session.filePath) ? undefined : byPath.get(session.filePath);
        return holder === undefined ? [] : [[session.id, holder] as const];
      }),
    );
    dispatch({ type: 'holdersKnown', holders });
  };

  return {
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
    },
    async changeSession({ id, filePath, change }) {
      dispatch({ type: 'changeDone', id, change, result: await store.note(filePath, change) });
    },
    async trashSessions({ sessions }) {
      const ids: string[] = [];
      const trashPaths: string[] = [];
      let problem: Problem | undefined;
      for (const session of sessions) {
        await open.close(session.id);
        const moved = await store.trash(session.filePath);
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
      if (emptied.ok) dispatch({ type: 'said', text: `${emptied.value} sessions are deleted for good.` });
      else dispatch({ type: 'problem', problem: emptied.problem });
    },
  };
}

/** What is read of a file's end to follow it. */
const tailBytes = 256 * 1024;
