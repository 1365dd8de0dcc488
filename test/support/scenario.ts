/** The whole program in this process: real store, real providers, real screen, an emulator for a terminal. Keys in, cells out. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLastView } from '../../src/app/last-view.ts';
import type { StartWith } from '../../src/app/msg.ts';
import type { Screen } from '../../src/app/screen.ts';
import type { State } from '../../src/app/state.ts';
import type { ModelRef } from '../../src/core/session.ts';
import type { ColorDepth } from '../../src/core/theme.ts';
import type { Clock } from '../../src/ports.ts';
import { initialState } from '../../src/run/initial.ts';
import { type Program, startProgram } from '../../src/run/program.ts';
import { createServices, type Services } from '../../src/run/services.ts';
import type { Disk } from '../../src/store/disk.ts';
import { atEnd, type Ending } from './at-end.ts';
import { type Mounted, mount } from './mount.ts';
import { tempFolder } from './temp-home.ts';

export interface ScenarioOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly depth?: ColorDepth;
  readonly open?: StartWith;
  readonly theme?: string;
  /** Variables such as `OPENAI_BASE_URL`; nothing of the real environment is seen. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The model of new sessions; undefined leaves it to the settings, null shows the first-run card. Default: offline.
   */
  readonly chosenModel?: ModelRef | null;
  /** An earlier scenario's home, to start again on it. */
  readonly home?: string;
  readonly clock?: Clock;
  /** A disk that can be made to fail. */
  readonly disk?: Disk;
  /** How long the first frame of a resumed session waits for its text, in ms. */
  readonly firstTextMs?: number;
  /** Another folder of sessions than the home's. */
  readonly sessions?: string;
  /** Writes sessions before the program starts. */
  readonly prepare?: (services: Services) => Promise<void>;
}

export interface Scenario {
  readonly home: string;
  readonly services: Services;
  readonly mounted: Mounted;
  readonly program: Program;
  state(): State;
  /** All rows of the screen. */
  text(): string;
  /** Keys by name (`down`, `enter`, `C-p`, `M-up`) or as text, one after the other. */
  press(...keys: readonly string[]): Promise<void>;
  /** Types a text, key by key. */
  type(text: string): Promise<void>;
  /** Waits until the screen shows it. */
  sees(what: string | RegExp, ms?: number): Promise<void>;
  /** Waits until the screen does not show it any more. */
  seesNot(what: string | RegExp, ms?: number): Promise<void>;
  until(condition: (state: State) => boolean, what?: string, ms?: number): Promise<void>;
  /** Ends the program as `q` would, and returns the exit code. */
  quit(): Promise<number>;
  /** The session files, by name, as text. */
  files(): ReadonlyMap<string, string>;
  /** The messages in them, in order, as stored. */
  storedMessages(): readonly Record<string, unknown>[];
}

const named: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  'S-tab': '\x1b[Z',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  delete: '\x1b[3~',
  backspace: '\x7f',
  space: ' ',
  f1: '\x1bOP',
  f2: '\x1bOQ',
  f8: '\x1b[19~',
  'M-up': '\x1b[1;3A',
  'M-enter': '\x1b\r',
  'S-enter': '\x1b[13;2u',
};

function bytesOf(key: string): string {
  const known = named[key];
  if (known !== undefined) return known;
  const ctrl = /^C-([a-z])$/.exec(key)?.[1];
  return ctrl === undefined ? key : String.fromCharCode(ctrl.charCodeAt(0) - 96);
}

/** Opens the program in its own home; it is closed and removed when the test ends. */
export async function openScenario(t: Ending, options: ScenarioOptions = {}): Promise<Scenario> {
  const home = options.home ?? tempFolder(t);
  mkdirSync(home, { recursive: true });
  const env = { HOME: home, REPRISE_HOME: home, ...options.env };
  const clock = options.clock;
  const { disk, sessions } = options;
  const services = await createServices({
    env,
    cwd: home,
    ...(clock ? { clock } : {}),
    ...(disk ? { disk } : {}),
    ...(sessions === undefined ? {} : { sessions }),
  });
  await options.prepare?.(services);
  const columns = options.columns ?? 100;
  const rows = options.rows ?? 30;
  let handle: Parameters<Screen['start']>[0] = () => {};
  const mounted = mount({
    columns,
    rows,
    depth: options.depth ?? 24,
    deaf: true,
    onEvent: (event) => handle(event),
  });
  const screen: Screen = new Proxy(mounted.screen, {
    get(target, property) {
      // `mount` has already started the screen; the program only takes over its events.
      if (property === 'start') {
        return (onEvent: typeof handle) => {
          handle = onEvent;
        };
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { theme } = await services.loadTheme(options.theme ?? 'auto', 'dark');
  const { settings } = services;
  const chosen = settings.provider ? { provider: settings.provider, model: settings.model ?? '' } : null;
  const chosenModel =
    options.chosenModel === undefined ? (chosen ?? { provider: 'offline', model: 'offline' }) : options.chosenModel;
  const program = startProgram({
    services,
    screen,
    initial: initialState({
      size: { columns, rows },
      now: services.clock.now(),
      settings,
      theme,
      depth: options.depth ?? 24,
      cwd: home,
      chosenModel,
      modelsNamed: [],
      lastView: readLastView(await services.loadLastView()),
    }),
    open: options.open ?? { kind: 'list' },
    ...(options.firstTextMs === undefined ? {} : { firstTextMs: options.firstTextMs }),
  });
  let ended = false;
  const quit = async (): Promise<number> => {
    ended = true;
    program.dispatch({ type: 'quit' });
    return program.finished;
  };
  atEnd(t, async () => {
    // At the end of a test there is no question about what is not saved.
    if (!ended) program.dispatch({ type: 'quit', anyway: true });
    await program.finished;
  });
  const fits = (what: string | RegExp) => {
    const text = mounted.emulator.text();
    return typeof what === 'string' ? text.includes(what) : what.test(text);
  };
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      const before = mounted.events.length;
      mounted.press(bytesOf(key));
      // Escape is reported only once the rest of a sequence did not come.
      await mounted.until(() => mounted.events.length > before, `the key ${key} was taken`);
    }
  };
  const files = (): ReadonlyMap<string, string> => {
    const folder = services.paths.sessionsDir;
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  };
  return {
    home,
    services,
    mounted,
    program,
    state: () => program.state(),
    text: () => mounted.emulator.text(),
    press,
    type: (text) => press(...text),
    sees: (what, ms) => mounted.until(() => fits(what), `the screen shows ${what}`, ms),
    seesNot: (what, ms) => mounted.until(() => !fits(what), `the screen does not show ${what}`, ms),
    until: (condition, what = String(condition), ms = 20_000) =>
      untilState(program, condition, what, ms, () => mounted.emulator.text()),
    quit,
    files,
    storedMessages: () =>
      [...files().values()].flatMap((text) =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
          .filter((line) => line.type === 'message'),
      ),
  };
}

/**
 * Now and then the state changes without the screen changing; it is checked again after each turn of the event loop.
 */
async function untilState(
  program: Program,
  condition: (state: State) => boolean,
  what: string,
  ms: number,
  screen: () => string,
): Promise<void> {
  const limit = performance.now() + ms;
  while (!condition(program.state())) {
    if (performance.now() > limit)
      throw new Error(`waited ${ms} ms in vain until ${what}\n--- screen\n${screen()}\n---`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
