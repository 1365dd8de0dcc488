/**
 * The running program: one state, one queue of messages, effects done in the world, frames drawn.
 * Nothing here decides anything; `app` decides.
 */
import type { Msg, StartWith } from '../app/msg.ts';
import { awaitsText, needsFrame } from '../app/repaint.ts';
import type { InputEvent, Screen } from '../app/screen.ts';
import type { State } from '../app/state.ts';
import { update } from '../app/update.ts';
import { view } from '../app/view.ts';
import type { Problem } from '../core/problem.ts';
import { createEffects } from './effects/effects.ts';
import type { Services } from './services.ts';

export interface ProgramOptions {
  readonly services: Services;
  readonly screen: Screen;
  readonly initial: State;
  readonly open: StartWith;
  /** How long the first frame of a resumed session waits for its text, in ms; for tests. */
  readonly firstTextMs?: number;
}

export interface Program {
  /**
   * Resolves with the exit code when everything is stored and closed and the terminal is restored; with 1 instead of 0
   * if something could not be stored.
   */
  readonly finished: Promise<number>;
  /** After the end: what could not be stored, and where it is instead. To be shown where it can be read. */
  lost(): readonly Problem[];
  /** After an uncaught bug: takes no more messages, stores what is pending and closes the files, within a time limit. */
  rescue(): Promise<void>;
  dispatch(msg: Msg): void;
  /** The current state; for tests and crash reports. */
  state(): State;
  /** Resolves when no effect is under way any more; timers may still be. For tests. */
  idle(): Promise<void>;
}

/** Takes the screen, begins with `open`, and runs until `finished`. */
export function startProgram(options: ProgramOptions): Program {
  const { services, screen } = options;
  let state = options.initial;
  let drawRequested: 'no' | 'soon' | 'urgent' = 'no';
  let drawnAt = -streamFrameMs;
  let ended = false;
  let lost: readonly Problem[] = [];
  let askedToEnd = 0;
  let firstFrame = true;
  /** A session that is resumed is drawn with its text at once; the text of a slow disk may come later. */
  const textUntil = options.open.kind === 'resume' ? performance.now() + (options.firstTextMs ?? usualFirstTextMs) : 0;
  let textTimer: NodeJS.Timeout | undefined;
  const queue: Msg[] = [];
  let running = false;
  let finish: (exitCode: number) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });

  const dispatch = (msg: Msg): void => {
    if (ended) return;
    const request = msg.type === 'input' ? endRequested(msg.event, state.quitting) : undefined;
    if (request) {
      // A second request after a while forces the exit: a disk that does not answer must not hold the process forever.
      if (askedToEnd > 0 && request.signal !== 'SIGHUP' && performance.now() - askedToEnd > request.patienceMs) {
        end(request.exitCode, []);
        return;
      }
      askedToEnd ||= performance.now();
    }
    queue.push(msg);
    if (!running) drain();
  };

  // Messages that effects send while one is handled wait their turn: the state changes one message at a time.
  const drain = (): void => {
    running = true;
    try {
      for (let msg = queue.shift(); msg; msg = queue.shift()) {
        const before = state;
        const next = update(before, msg, { now: services.clock.now(), newId: services.clock.newId });
        state = next.state;
        if (state.quitting) askedToEnd ||= performance.now();
        for (const effect of next.effects) effects.perform(effect);
        if (needsFrame(before, state)) requestFrame(isUrgent(msg));
      }
    } finally {
      running = false;
    }
  };

  // The frame is made from the newest state when it is drawn: a burst of messages costs one view.
  const requestFrame = (urgent: boolean): void => {
    if (drawRequested === 'urgent' || (drawRequested === 'soon' && !urgent)) return;
    const asked = drawRequested;
    drawRequested = urgent ? 'urgent' : 'soon';
    const rest = drawnAt + streamFrameMs - performance.now();
    if (urgent || rest <= 0) setImmediate(drawNow);
    else if (asked === 'no') setTimeout(drawNow, rest);
  };

  const drawNow = (): void => {
    if (drawRequested === 'no' || ended) return;
    const urgent = drawRequested === 'urgent';
    drawRequested = 'no';
    const wait = firstFrame && awaitsText(state) ? textUntil - performance.now() : 0;
    if (wait > 0) {
      textTimer ??= setTimeout(() => requestFrame(true), wait);
      return;
    }
    clearTimeout(textTimer);
    drawnAt = performance.now();
    screen.draw(view(state), urgent);
    if (firstFrame) {
      firstFrame = false;
      setTimeout(() => dispatch({ type: 'firstFrame' }), afterFirstFrameMs);
    }
  };

  const effects = createEffects({
    services,
    screen,
    dispatch,
    state: () => state,
    onQuit: (exitCode, unsaved) => end(exitCode, unsaved),
  });

  const end = (exitCode: number, unsaved: readonly Problem[]): void => {
    ended = true;
    clearTimeout(textTimer);
    lost = unsaved;
    screen.close();
    finish(exitCode === 0 && unsaved.length > 0 ? 1 : exitCode);
  };

  screen.start((event: InputEvent) => dispatch({ type: 'input', event }));
  dispatch({ type: 'input', event: { type: 'resize', size: screen.size } });
  dispatch({ type: 'started', open: options.open });
  return {
    finished,
    lost: () => lost,
    dispatch,
    state: () => state,
    idle: () => effects.idle(),
    async rescue() {
      ended = true;
      const stored = effects.rescue().then((unsaved) => {
        lost = unsaved;
      });
      await Promise.race([stored, new Promise((resolve) => setTimeout(resolve, rescueMs).unref())]);
    },
  };
}

/** Reading the end of a session takes a millisecond, and what shows it as long as a frame; after this it is missed. */
const usualFirstTextMs = 60;

/** The terminal draws in the next turns of the event loop; what was put off begins after that. */
const afterFirstFrameMs = 5;

/** A closed window hangs up in several ways at once; only a later signal is a second request. */
const signalPatienceMs = 1000;
/**
 * Whoever wants to leave presses Ctrl+C several times; a slow disk gets this long before that counts as a second
 * request.
 */
const keyPatienceMs = 2000;

/** How long a program with a bug may take to store what is waiting. */
const rescueMs = 3000;

/** Pieces of several streams share one frame; each stream is merged already. Keys are answered at once. */
const streamFrameMs = 16;

interface EndRequest {
  readonly signal: string;
  readonly exitCode: number;
  /** A second request within this time counts as part of the first. */
  readonly patienceMs: number;
}

/**
 * A signal, or Ctrl+C while the program is already ending: in raw mode the terminal does not turn that into a signal.
 */
function endRequested(event: InputEvent, quitting: boolean): EndRequest | undefined {
  if (event.type === 'hangup') return { ...event, patienceMs: signalPatienceMs };
  const isKey = quitting && event.type === 'key' && event.key === 'C-c';
  return isKey ? { signal: 'SIGINT', exitCode: 130, patienceMs: keyPatienceMs } : undefined;
}

function isUrgent(msg: Msg): boolean {
  return msg.type !== 'replyEvents' && msg.type !== 'storeState' && msg.type !== 'tick';
}
