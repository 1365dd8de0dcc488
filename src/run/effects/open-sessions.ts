/** The sessions this process holds for writing, by id; their states are told to the program. */
import type { OpenSession } from '../../ports.ts';
import type { EffectDeps } from './effects.ts';

export interface OpenSessions {
  get(id: string): OpenSession | undefined;
  /** True for a file that this process writes: what the folder's watcher says of it is known already. */
  hasFile(filePath: string): boolean;
  add(session: OpenSession): void;
  close(id: string): Promise<void>;
  closeAll(): Promise<void>;
}

export function createOpenSessions(deps: EffectDeps): OpenSessions {
  const sessions = new Map<string, OpenSession>();
  const close = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    if (!session) return;
    sessions.delete(id);
    const closed = await session.close();
    if (!closed.ok) deps.dispatch({ type: 'problem', problem: closed.problem });
  };
  return {
    get: (id) => sessions.get(id),
    hasFile: (filePath) => [...sessions.values()].some((session) => session.summary.filePath === filePath),
    add(session) {
      const { id } = session.summary;
      sessions.set(id, session);
      session.onState((state) =>
        deps.dispatch({
          type: 'storeState',
          id,
          summary: state.summary,
          pending: state.kind === 'saved' ? 0 : state.pending,
          ...(state.kind === 'saved' ? {} : { problem: state.problem }),
        }),
      );
    },
    close,
    async closeAll() {
      await Promise.all([...sessions.keys()].map(close));
    },
  };
}
