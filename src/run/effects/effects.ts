/** Carries out effects: one handler per effect, grouped by what it works on. */
import type { Effect } from '../../app/effect.ts';
import type { Msg } from '../../app/msg.ts';
import type { Screen } from '../../app/screen.ts';
import type { State } from '../../app/state.ts';
import type { Problem } from '../../core/problem.ts';
import { reportCrash } from '../crash-report.ts';
import type { Services } from '../services.ts';
import { listEffects } from './list.ts';
import { lookEffects } from './look.ts';
import { createOpenSessions } from './open-sessions.ts';
import { outsideEffects } from './outside.ts';
import { providerEffects } from './providers.ts';
import { replyEffects } from './replies.ts';
import { sessionEffects } from './sessions.ts';
import { titleEffects } from './titles.ts';
import { trashEffects } from './trash.ts';
import { writingEffects } from './writing.ts';

export interface EffectDeps {
  readonly services: Services;
  readonly screen: Screen;
  dispatch(msg: Msg): void;
  state(): State;
  /** Everything is stored and closed; `lost` says what could not be stored, and where it is instead. */
  onQuit(exitCode: number, lost: readonly Problem[]): void;
}

/** Handlers by effect type. Each may be asynchronous; none may throw for what can go wrong in daily use. */
export type Handlers = {
  readonly [T in Effect['type']]?: (effect: Extract<Effect, { type: T }>) => void | Promise<void>;
};

export interface Effects {
  perform(effect: Effect): void;
  idle(): Promise<void>;
  /** After a bug: begins nothing new, stores what is waiting, closes files; asks nothing of the program any more. */
  rescue(): Promise<readonly Problem[]>;
}

export function createEffects(deps: EffectDeps): Effects {
  const open = createOpenSessions(deps);
  const underWay = new Set<Promise<void>>();
  const replies = replyEffects(deps, open);
  const timers = timerEffects(deps);
  const titles = titleEffects(deps);
  const trash = trashEffects(deps, open);
  const listing = listEffects(deps, open, trash.emptyOld);
  const handlers: Handlers = {
    ...listing.handlers,
    ...trash.handlers,
    ...sessionEffects(deps, open),
    ...replies.handlers,
    ...providerEffects(deps),
    ...writingEffects(deps),
    ...outsideEffects(deps, open),
    ...lookEffects(deps),
    ...timers.handlers,
    ...titles.handlers,
    async quit({ exitCode }) {
      stop();
      await replies.ended();
      // Appends and drafts that are under way end first, with what follows from them; this effect itself is not
      // awaited.
      for (let others = besides(quitting); others.length > 0; others = besides(quitting)) {
        await Promise.allSettled(others);
      }
      const lost = await open.closeAll();
      await deps.services.close();
      deps.onQuit(exitCode, lost);
    },
  };
  let ending = false;
  let quitting: Promise<void> | undefined;
  /** Nothing new is begun from here on. */
  const stop = (): void => {
    ending = true;
    timers.stop();
    titles.stop();
    listing.stop();
  };
  const besides = (one: Promise<void> | undefined) => [...underWay].filter((work) => work !== one);

  const perform = (effect: Effect): void => {
    // While the program ends, an acknowledged message asks for no reply any more, and the time is not needed.
    if (ending && (effect.type === 'startReply' || effect.type === 'after')) return;
    const handler = handlers[effect.type] as ((effect: Effect) => void | Promise<void>) | undefined;
    if (!handler) return;
    const work = run(handler, effect);
    if (!work) return;
    if (effect.type === 'quit') quitting = work;
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  const run = (handler: (effect: Effect) => void | Promise<void>, effect: Effect): Promise<void> | undefined => {
    const result = handler(effect);
    if (!(result instanceof Promise)) return undefined;
    return result.catch((error: unknown) => {
      // A bug in one action ends that action, not the program; it gets a report like any other bug.
      const { settings, paths } = deps.services;
      const options = { env: process.env, now: new Date(), settings, crashDir: paths.crashDir };
      deps.dispatch({ type: 'problem', problem: reportCrash(error, options) });
    });
  };

  return {
    perform,
    async idle() {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
    async rescue() {
      stop();
      const lost = await open.closeAll();
      await replies.ended();
      await deps.services.close();
      return lost;
    },
  };
}

/** Messages that come later: each name has one timer, and a newer one replaces it. */
function timerEffects(deps: EffectDeps): { readonly handlers: Handlers; stop(): void } {
  const timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly asked: number }>();
  return {
    handlers: {
      after({ name, delayMs, mostMs = Number.POSITIVE_INFINITY }) {
        const before = timers.get(name);
        clearTimeout(before?.timer);
        const now = performance.now();
        const asked = before?.asked ?? now;
        const tick = (): void => {
          timers.delete(name);
          deps.dispatch({ type: 'tick', name });
        };
        // A busy moment may have made it overdue, and Node warns of a negative wait.
        const wait = Math.max(0, Math.min(delayMs, asked + mostMs - now));
        timers.set(name, { timer: setTimeout(tick, wait), asked });
      },
    },
    stop() {
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
