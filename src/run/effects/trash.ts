/** The trash: sessions moved there and back, listed, deleted for good. */
import type { Problem, Result } from '../../core/problem.ts';
import { counted } from '../../core/words.ts';
import { inSlices } from '../slices.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

const dayMs = 86_400_000;

export interface TrashEffects {
  readonly handlers: Handlers;
  /** Once, and only if the user asked for it with the setting `trashDays`; what is deleted is reported. */
  emptyOld(): Promise<void>;
}

export function trashEffects({ services, dispatch }: EffectDeps, open: OpenSessions): TrashEffects {
  const { store } = services;
  let emptied = false;

  /** Moves all of them; reports the progress as long as there are more. */
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
      const deleted = await store.emptyTrash();
      if (!deleted.ok) dispatch({ type: 'problem', problem: deleted.problem });
      else {
        const text = `${counted(deleted.value, 'session is', 'sessions are')} deleted for good.`;
        dispatch({ type: 'said', text });
      }
    },
  };
  return {
    handlers,
    async emptyOld() {
      const { trashDays } = services.settings;
      if (trashDays <= 0 || emptied) return;
      emptied = true;
      const deleted = await store.emptyTrash(services.clock.now() - trashDays * dayMs);
      if (!deleted.ok) dispatch({ type: 'problem', problem: deleted.problem });
      else if (deleted.value > 0) {
        const text = `Deleted for good after ${counted(trashDays, 'day')} in the trash: ${counted(deleted.value, 'session')}.`;
        dispatch({ type: 'said', text });
      }
    },
  };
}

function valuesOf<T>(results: readonly Result<T>[]): readonly T[] {
  return results.flatMap((result) => (result.ok ? [result.value] : []));
}

function problemsOf(results: readonly Result<unknown>[]): readonly Problem[] {
  return results.flatMap((result) => (result.ok ? [] : [result.problem]));
}
