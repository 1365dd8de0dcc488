/** The whole program as one immutable value. Screens are cases, never booleans that can disagree. */
import type { Highlighter } from '../core/highlight.ts';
import type { growMarkdown } from '../core/markdown/grow.ts';
import type { renderMarkdown } from '../core/markdown/markdown.ts';
import type { NamedModel } from '../core/named-model.ts';
import type { ModelRef } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import type { ColorDepth, Theme } from '../core/theme.ts';
import type { Conversation } from './conversation-state.ts';
import type { Destinations } from './destinations.ts';
import type { EditorState } from './editor/state.ts';
import type { Size } from './frame.ts';
import type { ListState } from './list-state.ts';
import type { Overlay } from './overlay-state.ts';
import type { HistoryWalk } from './prompt-history.ts';

/** The panes that take keys. */
export type Focus = 'list' | 'transcript' | 'input';

/** A place in the transcript: an item, a row of it, a column of the row's text. */
export interface CellPlace {
  readonly item: number;
  readonly row: number;
  readonly column: number;
}

/** Transcript text selected with the mouse, from where the button was pressed to where the pointer is. */
export interface Selection {
  readonly id: string;
  readonly anchor: CellPlace;
  readonly head: CellPlace;
  /** The button is still pressed. */
  readonly dragging: boolean;
  /** The pointer is held above or below the pane: the text scrolls until it comes back or the button is released. */
  readonly beyond?: {
    readonly x: number;
    readonly y: number;
    /** How often the text has moved since then. */
    readonly steps: number;
  };
}

/** What the transcript pane shows. */
export type Shown =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'session';
      readonly id: string;
      /**
       * The session whose text is shown for a moment until this one is read, since an empty pane in between would
       * flicker.
       */
      readonly meanwhile?: string;
    };

/** What was found to talk to, for the first-run card. */
export type Discovery =
  | { readonly kind: 'looking' }
  | { readonly kind: 'done'; readonly found: readonly FoundProvider[] };

export interface FoundProvider {
  readonly provider: string;
  readonly label: string;
  readonly baseUrl?: string;
  readonly model?: string;
}

/** How tool calls or thinking are shown, in the order in which a key cycles through them. */
export const details = ['short', 'full', 'off'] as const;
export type Detail = (typeof details)[number];

/** The layout of Markdown, whole or growing; see `core/markdown`. */
export interface MarkdownLayout {
  readonly render: typeof renderMarkdown;
  readonly grow: typeof growMarkdown;
}

/** The current look of the screen. */
export interface Look {
  readonly theme: Theme;
  readonly depth: ColorDepth;
  /** Undefined until it is loaded, right after the first frame. */
  readonly markdown: MarkdownLayout | undefined;
  /** Undefined until the highlighter is loaded. */
  readonly highlight: Highlighter | undefined;
  readonly tools: Detail;
  readonly thinking: Detail;
  readonly codeWrap: boolean;
}

/** One sentence in the footer that goes away by itself. */
export interface Toast {
  readonly kind: 'info' | 'error';
  readonly text: string;
}

/** What `u` takes back. */
export type UndoEntry =
  | { readonly kind: 'trash'; readonly trashPaths: readonly string[] }
  | {
      readonly kind: 'rename';
      readonly id: string;
      readonly name: string;
      /** Whether the user had given that name, and what the list showed. */
      readonly named: boolean;
      readonly title: string;
    }
  | { readonly kind: 'archive' | 'pin'; readonly ids: readonly string[]; readonly on: boolean; readonly label: string };

export interface State {
  readonly size: Size;
  /** Milliseconds since 1970, as of the last message. */
  readonly now: number;
  /** When ages were last drawn while nothing else happened. */
  readonly agesAt?: number;
  readonly focus: Focus;
  /** Whether the terminal window has the focus; a reply that ends while it does not is announced. */
  readonly windowFocused: boolean;
  readonly settings: Settings;
  readonly look: Look;
  readonly list: ListState;
  readonly shown: Shown;
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Unsent text per session id; `''` is the text typed while no session is shown. */
  readonly inputs: ReadonlyMap<string, EditorState>;
  readonly history: {
    readonly prompts: readonly string[];
    readonly walk: HistoryWalk | null;
    /** The input box whose history is walked, and what it held before. */
    readonly from?: { readonly key: string; readonly editor: EditorState };
  };
  /** What the disk has of each session's unsent text, as far as this process knows: the same is not written again. */
  readonly savedDrafts?: ReadonlyMap<string, string>;
  /** The last view as it is on the disk, as far as this process knows. */
  readonly savedLastView?: string;
  /** The completions for what is being typed. */
  readonly completion?: Completion | null;
  /** A text whose `@paths` could not be attached: Enter on the same text sends it as it is. */
  readonly asText?: { readonly key: string; readonly text: string } | null;
  readonly overlay: Overlay;
  readonly selection?: Selection | null;
  readonly toast: Toast | null;
  /** The sentence the footer showed last, to be read in full. */
  readonly notice?: string;
  readonly undo: readonly UndoEntry[];
  /** The session that was requested before a provider was chosen: the first message without a session starts it. */
  readonly beginning: { readonly name: string } | null;
  readonly discovery: Discovery;
  /** The provider and model of new sessions, from flags, environment, settings or what was found; null until chosen. */
  readonly chosenModel: ModelRef | null;
  /** What flags and the environment name, in this order: it also wins over a resumed session's provider and model. */
  readonly modelsNamed: readonly NamedModel[];
  /** Sessions that were begun, or whose model was chosen, since the start: for them, flags and environment count no more. */
  readonly modelsSettled: ReadonlySet<string>;
  readonly destinations: Destinations;
  /** Where `cwd` of new sessions points, and its short form for the screen. */
  readonly cwd: string;
  /** Counts every question to the world; answers to old questions are dropped. */
  readonly requests: number;
  /** When Ctrl+C or Escape was pressed once; a second press soon after means more. */
  readonly pressedOnce: { readonly key: 'C-c' | 'escape'; readonly at: number } | null;
  /** Known windows and prices of models, told by `run`: `provider/model` → facts. */
  readonly modelFacts: ReadonlyMap<string, ModelFacts>;
  /** The highlighter is loaded when the first code is shown. */
  readonly highlighterAsked: boolean;
  readonly quitting: boolean;
}

/** The completions above the input box: paths, which have to be listed, or slash commands. */
export type Completion = CompletionChoices &
  ({ readonly kind: 'path'; readonly request: number } | { readonly kind: 'command' });

interface CompletionChoices {
  /** Whose input box it is. */
  readonly key: string;
  /** What is typed after the `@`; for a command the whole line. */
  readonly typed: string;
  /** What is shown, what it is written as, and what it does. Folders end with a slash. Empty until known. */
  readonly choices: readonly { readonly text: string; readonly takes: string; readonly detail: string }[];
  readonly index: number;
  /** The user has moved in it: Enter accepts the selection instead of sending. */
  readonly moved: boolean;
}

export interface ModelFacts {
  readonly contextWindow?: number;
  /** Dollars per million tokens. */
  readonly inputPrice?: number;
  readonly outputPrice?: number;
  /** For input that was read from the provider's cache. */
  readonly cachedPrice?: number;
  /** For input that was written to the provider's cache. */
  readonly cacheWritePrice?: number;
}

/** What `update` is given from outside: time and fresh ids. */
export interface Given {
  readonly now: number;
  newId(kind: 'sess' | 'msg'): string;
}
