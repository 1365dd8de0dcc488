/** The two streams of a terminal, reduced to what we need: process.stdin and process.stdout fit, and so do fakes. */

export interface TerminalInput extends NodeJS.EventEmitter {
  readonly isTTY?: boolean | undefined;
  setRawMode?(on: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
}

export interface TerminalOutput extends NodeJS.EventEmitter {
  readonly isTTY?: boolean | undefined;
  /** Present on a real terminal: the farewell is written to it synchronously. */
  readonly fd?: number;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  readonly writableLength?: number;
  write(text: string): boolean;
}

/** libuv's handle under a stream. It is not public, so any part of it may be missing. */
interface Handle {
  readonly fd?: number;
  setBlocking?(on: boolean): unknown;
}

/** Node writes to terminals synchronously by default: a terminal that stops reading would stop the whole program. */
export function setBlocking(stream: object, on: boolean): void {
  if (process.platform !== 'win32') handleOf(stream)?.setBlocking?.(on);
}

/** The descriptor that libuv reads from. It may differ from `fd`, because libuv reopens terminals. */
export function descriptorOf(stream: object): number | undefined {
  const fd = handleOf(stream)?.fd;
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}

/**
 * Has Node ask the terminal for its size. A new one is told to the foreground program only, so one that was stopped has
 * not heard of it. Emits `resize` when the size differs.
 */
export function refreshSize(stream: object): void {
  (stream as { _refreshSize?(): void })._refreshSize?.();
}

function handleOf(stream: object): Handle | undefined {
  return (stream as { readonly _handle?: Handle | null })._handle ?? undefined;
}
