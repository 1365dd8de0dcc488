/** The state the program begins with. */
import { noDestinations } from '../app/destinations.ts';
import type { Size } from '../app/frame.ts';
import { firstView, type LastView } from '../app/last-view.ts';
import type { ListState } from '../app/list-state.ts';
import type { State } from '../app/state.ts';
import type { NamedModel } from '../core/named-model.ts';
import type { Settings } from '../core/settings.ts';
import type { ColorDepth, Theme } from '../core/theme.ts';
import { reduceTheme } from '../core/theme-file-depth.ts';

export interface InitialOptions {
  readonly size: Size;
  readonly now: number;
  readonly settings: Settings;
  readonly theme: Theme;
  readonly depth: ColorDepth;
  readonly cwd: string;
  /** The model of new sessions, where flags, environment or settings name it. */
  readonly chosenModel: State['chosenModel'];
  readonly modelsNamed: readonly NamedModel[];
  /** How the screen was left the last time; by default, as at the first start. */
  readonly lastView?: LastView;
}

const emptyList: Omit<ListState, 'sort' | 'density'> = {
  sessions: [],
  shown: [],
  cursor: 0,
  offset: 0,
  filter: null,
  marked: new Set(),
  holders: new Map(),
  request: 0,
  loading: true,
  problem: null,
  archivedCount: 0,
};

/** The state before any message; what is on the disk arrives as messages. */
export function initialState(options: InitialOptions): State {
  const { size, now, settings, theme, depth, cwd, chosenModel, modelsNamed } = options;
  const { sort, density, session, tools, thinking, codeWrap } = options.lastView ?? firstView;
  return {
    size,
    now,
    focus: 'list',
    windowFocused: true,
    settings,
    look: {
      theme: reduceTheme(theme, depth),
      depth,
      markdown: undefined,
      highlight: undefined,
      tools,
      thinking,
      codeWrap,
    },
    list: { ...emptyList, sort, density, ...(session === undefined ? {} : { wanted: session }) },
    shown: { kind: 'nothing' },
    conversations: new Map(),
    inputs: new Map(),
    history: { prompts: [], walk: null },
    overlay: { kind: 'none' },
    toast: null,
    undo: [],
    beginning: null,
    discovery: { kind: 'looking' },
    chosenModel,
    modelsNamed,
    modelsSettled: new Set(),
    destinations: noDestinations,
    cwd,
    requests: 0,
    pressedOnce: null,
    modelFacts: new Map(),
    highlighterAsked: false,
    quitting: false,
  };
}
