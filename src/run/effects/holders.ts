/** Who holds sessions in other processes: looked up on request, and again as long as anybody holds one. */
import type { EffectDeps } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

/** How often to check who holds sessions, while anybody does; milliseconds. */
const askHoldersMs = 1000;

export interface Holders {
  /** Tells the program who holds sessions at the moment; keeps checking as long as anybody does. */
  look(): Promise<void>;
  stop(): void;
}

export function watchHolders({ services, dispatch, state }: EffectDeps, open: OpenSessions): Holders {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const look = async (among?: readonly string[]): Promise<void> => {
    clearTimeout(timer);
    const byPath = await services.store.holders(among);
    const holders = new Map<string, string>();
    for (const { id, filePath } of byPath.size === 0 ? [] : state().list.sessions) {
      const holder = byPath.get(filePath);
      if (holder !== undefined && !open.hasFile(filePath)) holders.set(id, holder);
    }
    if (stopped) return;
    dispatch({ type: 'holdersKnown', holders });
    // A killed process leaves no notice: as long as somebody holds something, check again.
    clearTimeout(timer);
    if (holders.size > 0) timer = setTimeout(() => void look([...byPath.keys()]), askHoldersMs).unref();
  };

  return {
    look: () => look(),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
