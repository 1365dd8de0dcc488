/** What a command is: one record that feeds keys, footer, help, palette, slash commands and the documentation. */
import type { CommandMsg } from '../msg.ts';
import type { State } from '../state.ts';

/** Where a command's keys work. `browsing` is list and transcript, where letters are keys and not text. */
export const scopes = ['everywhere', 'browsing', 'list', 'transcript', 'input'] as const;
export type Scope = (typeof scopes)[number];

export interface SlashForm {
  /** Without the slash. */
  readonly name: string;
  /** How the argument is written in the help: `NAME`, `[MODEL]`; empty for none. */
  readonly argument: string;
  /** What it does when typed, if that differs from what the command's key does. */
  readonly title?: string;
  /** The message for an argument (trimmed, may be empty), or a sentence that says what is wrong with it. */
  readonly parse: (argument: string) => CommandMsg | string;
}

export interface Command {
  readonly id: string;
  /** A sentence fragment for help and palette: "resume the session". */
  readonly title: string;
  readonly where: Scope;
  /** Default keys, in the names of `InputEvent`; the first is the one shown. */
  readonly keys: readonly string[];
  /** What it sends; absent for commands that exist only as slash commands or as keys of the editor. */
  readonly msg?: CommandMsg;
  /** A key of the editor that these keys stand for (the editor knows its own keys; users may move them). */
  readonly editorKey?: string;
  readonly slash?: SlashForm;
  /** A word for the footer; only commands with one are shown there, in the order of the table. */
  readonly footer?: string;
  /** Why it cannot be done now, as a sentence; null when it can. */
  readonly disabled?: (state: State) => string | null;
  /** Not offered in the palette: moving about, typing. */
  readonly quiet?: boolean;
}
