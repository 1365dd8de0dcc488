/** Everything that can happen to the program: keys and commands from the user, answers and events from the world. */
import type { Destination } from '../core/destination.ts';
import type { ExportFormat } from '../core/export/format.ts';
import type { Highlighter } from '../core/highlight.ts';
import type { Problem, Result } from '../core/problem.ts';
import type { ReplyEvent } from '../core/reply.ts';
import type { Aside, Attachment, Message, SessionEvent, SessionSummary, Transcript } from '../core/session.ts';
import type { Settings } from '../core/settings.ts';
import type { Stats } from '../core/stats.ts';
import type { ColorDepth, Theme } from '../core/theme.ts';
import type { QueuedMessage } from './conversation-state.ts';
import type { SortOrder } from './list-state.ts';
import type { InputEvent } from './screen.ts';
import type { Focus, FoundProvider, MarkdownLayout, ModelFacts } from './state.ts';

/** Commands: what keys, the palette, slash commands and the mouse send. */
export type CommandMsg =
  // everywhere
  | { readonly type: 'focus'; readonly to: Focus | 'next' | 'previous' }
  | { readonly type: 'help' }
  | { readonly type: 'palette' }
  | { readonly type: 'interrupt' }
  /** `anyway`: the user was told that not everything is saved. */
  | { readonly type: 'quit'; readonly exitCode?: number; readonly anyway?: boolean }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  /** The sentence in the footer, in full. */
  | { readonly type: 'readNotice' }
  | { readonly type: 'setTheme'; readonly name: string; readonly keep: boolean }
  | { readonly type: 'pickTheme' }
  | { readonly type: 'toggleMouse' }
  | { readonly type: 'showStats' }
  // list
  | { readonly type: 'listMove'; readonly by: number | 'first' | 'last' | 'pageUp' | 'pageDown' }
  | { readonly type: 'resume'; readonly id?: string }
  | { readonly type: 'peek'; readonly id?: string }
  | { readonly type: 'askNew' }
  | { readonly type: 'newSession'; readonly name: string; readonly first?: QueuedMessage }
  | { readonly type: 'filterOpen' }
  | { readonly type: 'filterClear' }
  | { readonly type: 'sort'; readonly by: SortOrder | 'next' }
  | { readonly type: 'density' }
  | { readonly type: 'mark' }
  | { readonly type: 'askRename' }
  | { readonly type: 'rename'; readonly id?: string; readonly name: string }
  | { readonly type: 'pin' }
  | { readonly type: 'archive' }
  | { readonly type: 'trash' }
  | { readonly type: 'undo' }
  | { readonly type: 'openTrash' }
  | { readonly type: 'copyId' }
  | { readonly type: 'nextWaiting' }
  | { readonly type: 'askExport' }
  /** The shown session, or the one under the cursor, when no ids are given. */
  | {
      readonly type: 'export';
      readonly format: ExportFormat;
      readonly target?: string;
      readonly ids?: readonly string[];
    }
  | { readonly type: 'findSession'; readonly query: string }
  | { readonly type: 'pickSession' }
  // transcript
  | { readonly type: 'scroll'; readonly by: number | 'halfUp' | 'halfDown' | 'pageUp' | 'pageDown' | 'top' | 'end' }
  | { readonly type: 'jumpTurn'; readonly by: 1 | -1; readonly own: boolean }
  | { readonly type: 'sideways'; readonly by: number }
  | { readonly type: 'toggleTools' }
  | { readonly type: 'toggleThinking' }
  | { readonly type: 'toggleWrap' }
  | { readonly type: 'findOpen' }
  | { readonly type: 'findTyped'; readonly query: string }
  | { readonly type: 'findStep'; readonly by: 1 | -1 }
  | { readonly type: 'findClear' }
  | { readonly type: 'copyMessage' }
  | { readonly type: 'copyMenu' }
  | { readonly type: 'askEditPrompt'; readonly messageId?: string }
  | { readonly type: 'earlierPrompts' }
  | {
      readonly type: 'regenerate';
      readonly model?: string;
      readonly messageId?: string;
      readonly anyway?: boolean;
    }
  | { readonly type: 'askRegenerateWith' }
  | { readonly type: 'variant'; readonly by: 1 | -1; readonly messageId?: string }
  | { readonly type: 'askFork'; readonly fromHere: boolean }
  | { readonly type: 'fork'; readonly id: string; readonly upTo: string | null; readonly name: string }
  // input
  | { readonly type: 'submit' }
  | { readonly type: 'newline' }
  | { readonly type: 'stopReply' }
  | { readonly type: 'takeBack' }
  /** Sends what is waiting, in the shown session when no id is given. */
  | { readonly type: 'sendQueued'; readonly id?: string; readonly anyway?: boolean }
  | { readonly type: 'showQueue' }
  | { readonly type: 'historySearch' }
  | { readonly type: 'editExternally' }
  | { readonly type: 'unfoldPaste' }
  | { readonly type: 'pickModel' }
  | { readonly type: 'setModel'; readonly model: string }
  | { readonly type: 'pickProvider' }
  | { readonly type: 'setProvider'; readonly provider: string }
  | { readonly type: 'setSystem'; readonly text: string }
  | { readonly type: 'compact'; readonly messageId?: string }
  | { readonly type: 'saveNow' }
  | { readonly type: 'useFound'; readonly index: number }
  | { readonly type: 'goOffline' }
  | { readonly type: 'keyTyped'; readonly provider: string; readonly key: string }
  | { readonly type: 'baseUrlTyped'; readonly url: string }
  | { readonly type: 'copyPiece'; readonly messageId: string; readonly piece: string }
  | { readonly type: 'askKey'; readonly provider: string }
  | { readonly type: 'askBaseUrl' }
  | { readonly type: 'watchLocked' };

/** Answers and events from the world. */
export type WorldMsg =
  | { readonly type: 'input'; readonly event: InputEvent }
  | { readonly type: 'tick'; readonly name: string }
  | { readonly type: 'started'; readonly open: StartWith }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'said'; readonly text: string }
  | {
      readonly type: 'sessionsListed';
      readonly request: number;
      readonly sessions: readonly SessionSummary[];
      readonly final: boolean;
      readonly problem?: Problem;
    }
  /** What others did in the folder: sessions that are new or have changed, and the paths of those that are gone. */
  | {
      readonly type: 'folderChanged';
      readonly changed: readonly SessionSummary[];
      readonly gone: readonly string[];
    }
  | { readonly type: 'holdersKnown'; readonly holders: ReadonlyMap<string, string> }
  | {
      readonly type: 'transcriptRead';
      readonly request: number;
      readonly id: string;
      readonly result: Result<Transcript>;
    }
  /** The cursor moved on before the file was read. */
  | { readonly type: 'readAborted'; readonly request: number; readonly id: string }
  | { readonly type: 'sessionOpened'; readonly id: string; readonly result: Result<OpenedSession> }
  | { readonly type: 'sessionCreated'; readonly localId: string; readonly result: Result<OpenedSession> }
  | { readonly type: 'sessionForked'; readonly result: Result<SessionSummary> }
  | {
      readonly type: 'fileGrew';
      readonly id: string;
      readonly transcript: Transcript;
      readonly summary: SessionSummary;
    }
  | { readonly type: 'messageStored'; readonly id: string; readonly message: Message }
  | {
      readonly type: 'storeState';
      readonly id: string;
      readonly summary: SessionSummary;
      readonly pending: number;
      readonly problem?: Problem;
      /** What others did to the file, as sentences; `transcript` is what the session is now. */
      readonly notes?: readonly string[];
      readonly transcript?: Transcript;
    }
  | {
      readonly type: 'changeDone';
      readonly id: string;
      readonly change: SessionEvent;
      readonly result: Result<SessionSummary>;
    }
  | {
      readonly type: 'trashed';
      readonly ids: readonly string[];
      readonly trashPaths: readonly string[];
      /** One for each that stayed where it was. */
      readonly problems: readonly Problem[];
    }
  | {
      readonly type: 'restored';
      readonly sessions: readonly SessionSummary[];
      /** One for each that stayed in the trash. */
      readonly problems: readonly Problem[];
    }
  | {
      readonly type: 'trashListed';
      readonly sessions: readonly {
        readonly summary: SessionSummary;
        readonly deletedAt: number;
        readonly trashPath: string;
      }[];
    }
  | {
      readonly type: 'replyEvents';
      readonly id: string;
      readonly replyId: string;
      readonly events: readonly ReplyEvent[];
    }
  | { readonly type: 'titleMade'; readonly id: string; readonly title: string; readonly asked?: Aside }
  | {
      readonly type: 'modelsListed';
      readonly request: number;
      readonly result: Result<readonly { readonly id: string; readonly contextWindow?: number }[]>;
    }
  | { readonly type: 'modelFacts'; readonly key: string; readonly facts: ModelFacts }
  | { readonly type: 'destinationsKnown'; readonly destinations: ReadonlyMap<string, Destination> }
  | {
      readonly type: 'providersFound';
      readonly found: readonly FoundProvider[];
    }
  | {
      readonly type: 'keySaved';
      readonly provider: string;
      readonly model: string;
      readonly shown: string;
      /** The environment variable that holds another key and takes precedence; empty when there is none. */
      readonly overruledBy: string;
    }
  | {
      readonly type: 'filesAttached';
      readonly id: string;
      readonly text: string;
      readonly attachments: readonly Attachment[];
      readonly problems: readonly Problem[];
    }
  | {
      readonly type: 'pathsListed';
      readonly request: number;
      readonly paths: readonly string[];
    }
  | { readonly type: 'draftLoaded'; readonly id: string; readonly text: string }
  /** Earlier prompts as they are typed, oldest first. */
  | { readonly type: 'promptsLoaded'; readonly prompts: readonly string[] }
  | { readonly type: 'editedExternally'; readonly id: string; readonly text: string }
  | { readonly type: 'statsReady'; readonly stats: Stats }
  | { readonly type: 'themeLoaded'; readonly theme: Theme; readonly keep: boolean }
  | { readonly type: 'themesListed'; readonly themes: readonly Theme[]; readonly problems: readonly Problem[] }
  /** The first frame was given to the terminal: whatever could wait until then begins now. */
  | { readonly type: 'firstFrame' }
  | { readonly type: 'markdownLoaded'; readonly markdown: MarkdownLayout }
  | { readonly type: 'highlighterLoaded'; readonly highlight: Highlighter }
  | { readonly type: 'settingsChanged'; readonly settings: Settings }
  | { readonly type: 'depth'; readonly depth: ColorDepth };

/** What the command line asked for at the start. */
export type StartWith =
  | { readonly kind: 'list' }
  | { readonly kind: 'new'; readonly name: string }
  | { readonly kind: 'resume'; readonly session: SessionSummary };

/** A session that was opened or created for writing. */
export interface OpenedSession {
  readonly summary: SessionSummary;
  readonly transcript: Transcript;
  readonly notes: readonly string[];
}

export type Msg = CommandMsg | WorldMsg;
