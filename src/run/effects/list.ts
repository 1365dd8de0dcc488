/** The list of sessions: reading it, changes of whole sessions, the trash. */
import type { Problem } from '../../core/problem.ts';
import type { SessionSummary } from '../../core/session.ts';
import { counted } from '../../core/words.ts';
import type { SessionList } from '../../ports.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import { followFolder } from './following.ts';
import type { OpenSessions } from './open-sessions.ts';

export function listEffects(
  deps: EffectDeps,
  open: OpenSessions,
): { readonly handlers: Handlers /** Ends following the folder. */; stop(): void } {
  const { services, dispatch } = deps;
  const { store } = services;
  let listing: AbortController | undefined;
  const following = followFolder(deps, open);
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
      following.start();
      await following.lookForHolders();
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
  return {
    handlers,
    stop() {
      listing?.abort();
      following.stop();
    },
  };
}
