/** The list of sessions: reading it, following its folder, noting facts in files. */
import type { SessionList } from '../../ports.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import { followFolder } from './following.ts';
import { watchHolders } from './holders.ts';
import type { OpenSessions } from './open-sessions.ts';

export interface ListEffects {
  readonly handlers: Handlers;
  /** Ends following the folder. */
  stop(): void;
}

/** `afterListing` runs once the newest list has been reported. */
export function listEffects(deps: EffectDeps, open: OpenSessions, afterListing: () => Promise<void>): ListEffects {
  const { services, dispatch } = deps;
  const { store } = services;
  let listing: AbortController | undefined;
  let tidied = false;
  const holders = watchHolders(deps, open);
  const following = followFolder(deps, open, holders.look);

  const handlers: Handlers = {
    async listSessions({ request }) {
      listing?.abort();
      const controller = new AbortController();
      listing = controller;
      const tell = (list: SessionList, final: boolean): void => {
        if (controller.signal.aborted) return;
        const { problem, sessions } = list;
        dispatch({ type: 'sessionsListed', request, sessions, final, ...(problem ? { problem } : {}) });
      };
      const listed = store.list({ signal: controller.signal, onUpdate: (partial) => tell(partial, false) });
      following.start(listed);
      tell(await listed, true);
      await holders.look();
      await afterListing();
      if (tidied) return;
      tidied = true;
      await services.tidy();
    },
    async changeSession({ id, filePath, change }) {
      const say = (text: string): void => dispatch({ type: 'said', text });
      const result = await open.inTurn([filePath], () => store.note(filePath, change, say));
      dispatch({ type: 'changeDone', id, change, result });
    },
  };
  return {
    handlers,
    stop() {
      listing?.abort();
      following.stop();
      holders.stop();
    },
  };
}
