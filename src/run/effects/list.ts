/** The list of sessions: reading it, changes of whole sessions, the trash. */
import type { Problem, Result } from '../../core/problem.ts';
import { counted } from '../../core/words.ts';
import type { SessionList } from '../../ports.ts';
import { inSlices } from '../slices.ts';
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

  /** All of them; how far it is is said as long as there are more. */
  const moveAll = async <T>(
    paths: readonly string[],
    doing: string,
    move: (some: readonly string[]) => Promise<readonly T[]>,
  ): Promise<readonly T[]> => {
    const done: T[] = [];
    for await (const some of inSlices(paths, move)) {
      done.push(...some);
      if (done.length === paths.length) break;
      dispatch({ type: 'said', text: `${doing} ${counted(paths.length, 'session')}: ${done.length} so far …` });
    }
    return done;
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
      const listed = store.list({ signal: controller.signal, onUpdate: (partial) => tell(partial, false) });
      following.start(listed);
      tell(await listed, true);
      await following.lookForHolders();
      await emptyOldTrash();
    },
    async changeSession({ id, filePath, change }) {
      dispatch({
        type: 'changeDone',
        id,
        change,
        result: await open.inTurn([filePath], () =>
          store.note(filePath, change, (text) => dispatch({ type: 'said', text })),
        ),
      });
    },
    async trashSessions({ sessions }) {
      for (const { id } of sessions) await open.close(id);
      const filePaths = sessions.map((session) => session.filePath);
      const moved = await open.inTurn(filePaths, () => moveAll(filePaths, 'Deleting', store.trash));
      dispatch({
        type: 'trashed',
        ids: sessions.filter((_session, i) => moved[i]?.ok).map(({ id }) => id),
        trashPaths: valuesOf(moved).map(({ trashPath }) => trashPath),
        problems: problemsOf(moved),
      });
    },
    async restoreSessions({ trashPaths }) {
      const back = await moveAll(trashPaths, 'Bringing back', store.restore);
      dispatch({ type: 'restored', sessions: valuesOf(back), problems: problemsOf(back) });
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

function valuesOf<T>(results: readonly Result<T>[]): readonly T[] {
  return results.flatMap((result) => (result.ok ? [result.value] : []));
}

function problemsOf(results: readonly Result<unknown>[]): readonly Problem[] {
  return results.flatMap((result) => (result.ok ? [] : [result.problem]));
}
