/** What covers the panes: at most one overlay, which takes all keys while it is open. */
import type { Problem } from '../core/problem.ts';
import type { SessionSummary } from '../core/session.ts';
import type { Stats } from '../core/stats.ts';
import type { PendingCommand } from './conversation-state.ts';
import type { EditorState } from './editor/state.ts';
import type { PickerState } from './picker.ts';

/** What a one-line question is for. */
export type PromptPurpose =
  | { readonly kind: 'new' }
  | { readonly kind: 'rename'; readonly id: string }
  | { readonly kind: 'fork'; readonly id: string; readonly upTo: string | null }
  /** `of`: whose key it is, as shown in the title: a provider, or the host of the server. */
  | { readonly kind: 'key'; readonly provider: string; readonly of: string }
  | { readonly kind: 'baseUrl' };

/** What a list of choices is for. */
export type PickerPurpose =
  | { readonly kind: 'palette' }
  | { readonly kind: 'model'; readonly request: number }
  | { readonly kind: 'provider' }
  | { readonly kind: 'theme'; readonly before: string }
  | { readonly kind: 'history' }
  | { readonly kind: 'earlierPrompts' }
  | { readonly kind: 'regenerateModel'; readonly request: number; readonly messageId: string }
  | { readonly kind: 'copy'; readonly messageId: string }
  | { readonly kind: 'export'; readonly ids: readonly string[] }
  | { readonly kind: 'queue'; readonly id: string }
  | { readonly kind: 'trash' };

export type Overlay =
  | { readonly kind: 'none' }
  | { readonly kind: 'help'; readonly scroll: number }
  | { readonly kind: 'prompt'; readonly purpose: PromptPurpose; readonly editor: EditorState; readonly error: string }
  | { readonly kind: 'picker'; readonly purpose: PickerPurpose; readonly picker: PickerState; readonly note: string }
  | { readonly kind: 'find'; readonly editor: EditorState }
  /** Another process has the session: watch or fork. */
  | { readonly kind: 'locked'; readonly session: SessionSummary; readonly holder: string }
  | {
      readonly kind: 'confirm';
      readonly question: string;
      readonly action: 'emptyTrash' | 'sendAnyway' | 'compactFirst' | 'quit';
      readonly id: string;
      /** What `sendAnyway` does. */
      readonly command?: PendingCommand;
    }
  | { readonly kind: 'stats'; readonly stats: Stats | null; readonly scroll: number }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** A sentence of the footer, in full. */
  | { readonly kind: 'notice'; readonly title: string; readonly text: string };
