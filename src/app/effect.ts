/** What the pure program asks the world to do, as plain data; `run/effects` does it and answers with messages. */
import type { ExportFormat } from '../core/export/format.ts';
import type { Message, ModelRef, NewMessage, SessionEvent, SessionSummary } from '../core/session.ts';

export type Effect =
  // sessions
  | { readonly type: 'listSessions'; readonly request: number }
  | {
      readonly type: 'readTranscript';
      readonly request: number;
      readonly id: string;
      readonly filePath: string;
      readonly whole: boolean;
    }
  | { readonly type: 'openSession'; readonly id: string; readonly filePath: string }
  | {
      readonly type: 'createSession';
      /** Identifies the conversation that waits for its file. */
      readonly localId: string;
      readonly name?: string;
      readonly provider: string;
      readonly model: string;
      readonly system: string;
    }
  | {
      readonly type: 'forkSession';
      readonly id: string;
      readonly filePath: string;
      /** Copies only the branch that ends here; null for every branch. */
      readonly upTo: string | null;
      /** In a whole copy: where the shown branch ends, if the file does not say so yet. */
      readonly head?: string;
      readonly name?: string;
    }
  | { readonly type: 'closeSession'; readonly id: string }
  | { readonly type: 'appendMessage'; readonly id: string; readonly message: NewMessage }
  | { readonly type: 'retrySaving'; readonly id: string }
  | { readonly type: 'changeSession'; readonly id: string; readonly filePath: string; readonly change: SessionEvent }
  | { readonly type: 'trashSessions'; readonly sessions: readonly { readonly id: string; readonly filePath: string }[] }
  | { readonly type: 'restoreSessions'; readonly trashPaths: readonly string[] }
  | { readonly type: 'listTrash' }
  | { readonly type: 'emptyTrash' }
  // replies
  | {
      readonly type: 'startReply';
      readonly id: string;
      readonly replyId: string;
      readonly parent: string | null;
      readonly provider: string;
      readonly model: string;
      readonly system: string;
      readonly messages: readonly Message[];
    }
  | { readonly type: 'abortReply'; readonly id: string }
  | { readonly type: 'dropPartial'; readonly id: string; readonly replyId: string }
  | { readonly type: 'listModels'; readonly request: number; readonly provider: string }
  | {
      readonly type: 'makeTitle';
      readonly id: string;
      readonly provider: string;
      readonly model: string;
      readonly messages: readonly Message[];
    }
  /** Loads what its first request needs; nothing is sent. */
  | { readonly type: 'prepareProvider'; readonly provider: string }
  | { readonly type: 'detectProviders' }
  /** Where each provider's requests go; the answer is `destinationsKnown`. */
  | { readonly type: 'askDestinations' }
  /** Window and price of models, if known; the answer is `modelFacts`. */
  | {
      readonly type: 'askModelFacts';
      readonly models: readonly ModelRef[];
    }
  | { readonly type: 'saveKey'; readonly provider: string; readonly key: string }
  // writing
  | {
      readonly type: 'attachFiles';
      readonly paths: readonly string[];
      readonly text: string;
      readonly id: string;
    }
  /** The files and folders whose path begins like this; the answer is `pathsListed`. */
  | { readonly type: 'listPaths'; readonly request: number; readonly typed: string }
  | { readonly type: 'saveDraft'; readonly id: string; readonly text: string }
  | { readonly type: 'loadDraft'; readonly id: string }
  /** How the screen is left, for the next start. */
  | { readonly type: 'saveLastView'; readonly text: string }
  | { readonly type: 'rememberPrompt'; readonly id: string; readonly text: string }
  | { readonly type: 'loadMarkdown' }
  | { readonly type: 'loadHighlighter' }
  | { readonly type: 'loadPrompts' }
  | { readonly type: 'editExternally'; readonly id: string; readonly text: string }
  // out
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | {
      readonly type: 'exportSession';
      readonly id: string;
      readonly filePath: string;
      readonly format: ExportFormat;
      readonly target?: string;
      readonly redact: boolean;
    }
  | { readonly type: 'computeStats' }
  | { readonly type: 'notify'; readonly text: string }
  | { readonly type: 'saveSetting'; readonly path: readonly string[]; readonly value: unknown }
  /** `keep`: it becomes the setting, once it is known that the theme exists. */
  | { readonly type: 'loadTheme'; readonly name: string; readonly kind: 'dark' | 'light'; readonly keep?: boolean }
  | { readonly type: 'listThemes' }
  | { readonly type: 'setMouse'; readonly on: boolean }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  /**
   * Sends `{ type: 'tick', name }` after the delay. A newer one of the same name replaces it, but delays it by no more than
   * `mostMs` in all.
   */
  | { readonly type: 'after'; readonly name: string; readonly delayMs: number; readonly mostMs?: number }
  /** Ends the program: replies are aborted, queues drained, files closed; the exit waits for all of it. */
  | { readonly type: 'quit'; readonly exitCode: number };

/** Notes a fact in a session's file. */
export function changeOf(session: SessionSummary, change: SessionEvent): Effect {
  return { type: 'changeSession', id: session.id, filePath: session.filePath, change };
}
