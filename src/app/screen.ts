/** The terminal as the program sees it: frames go in, input events come out. `tui` implements it; tests fake it. */
import type { ColorDepth } from '../core/theme.ts';
import type { Frame, Size } from './frame.ts';

/**
 * `key` is the key's name: a printable character as typed (`n`, `G`, `?`, `é`, `space` for a blank), or a named key
 * (`up down left right home end pageup pagedown insert delete backspace tab enter escape f1`…`f12`), with the
 * prefixes `C-`, `M-`, `S-` in that order (`S-` only before named keys; Ctrl letters are lower case: `C-c`).
 * `text` is what typing it inserts; absent for keys that insert nothing.
 */
export type InputEvent =
  | { readonly type: 'key'; readonly key: string; readonly text?: string }
  /** Bracketed paste, whole; newlines are `\n`. Raw: the receiver sanitises. */
  | { readonly type: 'paste'; readonly text: string }
  | {
      readonly type: 'mouse';
      readonly action: 'down' | 'up' | 'drag' | 'wheelup' | 'wheeldown';
      readonly button: 'left' | 'middle' | 'right' | 'none';
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: 'resize'; readonly size: Size }
  /** The terminal window got or lost the focus. */
  | { readonly type: 'focus'; readonly on: boolean }
  /** The terminal's background colour became known. */
  | { readonly type: 'background'; readonly kind: 'dark' | 'light' }
  /** Back from Ctrl+Z or from a child program. */
  | { readonly type: 'resumed' }
  /** The terminal is gone, or a signal asks the program to end; `exitCode` is 128 + the signal's number. */
  | {
      readonly type: 'hangup';
      readonly signal: 'SIGHUP' | 'SIGTERM' | 'SIGINT' | 'SIGQUIT';
      readonly exitCode: number;
    };

export interface ScreenOptions {
  readonly mouse: boolean;
  readonly depth: ColorDepth;
}

/**
 * How a child program ended; `errorCode` is the system's: `ENOENT`, `EACCES`, or `ENOMEM` when there is no memory for
 * another process.
 */
export type ChildEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly errorCode: string };

export interface Screen {
  readonly size: Size;
  /** Enters the alternate screen and begins to deliver events. */
  start(onEvent: (event: InputEvent) => void): void;
  /**
   * The newest frame to show; drawn at once when `urgent` (it answers a key), else merged with others (16 to 33 ms).
   * Frames are skipped, never queued, while the terminal does not read.
   */
  draw(frame: Frame, urgent: boolean): void;
  /** Forgets what is on the terminal and draws everything again. */
  redraw(): void;
  setMouse(on: boolean): void;
  /**
   * OSC 52, wrapped for tmux and screen. False when the text is too long for terminals (over 74,994 bytes of base64).
   */
  copy(text: string): boolean;
  bell(): void;
  /** OSC 9 desktop notification; sanitised once more here. */
  notify(text: string): void;
  /** Ctrl+Z: leaves the screen, stops the process group; `resumed` follows. */
  suspend(): void;
  /**
   * Lends the terminal to a child program (without a shell) and takes it back, however the program ends. Never rejects.
   */
  run(command: string, args: readonly string[]): Promise<ChildEnd>;
  /** Restores the terminal. Safe to call twice. */
  close(): void;
}
