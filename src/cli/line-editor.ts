/**
 * The terminal's line editor for prompts: a paste is one prompt, and nothing is drawn into a reply that is being
 * printed.
 */
import { createInterface, type Interface, type Key } from 'node:readline';
import { Writable } from 'node:stream';
import { write } from './print.ts';

/** A terminal that knows this mode marks what is pasted; others ignore it. */
const markPastes = { on: '\x1b[?2004h', off: '\x1b[?2004l' };

export interface Editing {
  /** While a reply is printed, nothing that is typed is drawn: redrawing a line would wipe the reply away. */
  isQuiet(): boolean;
  /** A whole prompt; `unseen` if it was entered during such a time. */
  onLine(text: string, unseen: boolean): void;
  /** Ctrl+C that was not meant for what is typed. */
  onInterrupt(): void;
}

export function editLines({ isQuiet, onInterrupt, onLine }: Editing): Interface {
  const { stdin } = process;
  const drawing = new Drawing(isQuiet);
  const reader = createInterface({ input: stdin, output: drawing, terminal: true, prompt: '> ', historySize: 200 });
  let pasting = false;
  let pasted = '';
  const onKey = (_text: string | undefined, key: Key | undefined) => {
    if (key?.name === 'paste-start') pasting = true;
    if (key?.name === 'paste-end') pasting = false;
  };
  stdin.on('keypress', onKey);
  reader.on('line', (line) => {
    pasted += line;
    if (pasting) {
      pasted += '\n';
      return;
    }
    onLine(pasted, isQuiet());
    pasted = '';
  });
  reader.on('SIGINT', () => {
    // Also the way out of a paste whose end was lost; without it, no line would ever be sent.
    pasting = false;
    if (isQuiet() || pasted + reader.line === '') return onInterrupt();
    pasted = '';
    reader.write(null, { ctrl: true, name: 'e' });
    reader.write(null, { ctrl: true, name: 'u' });
    write('[cleared; press Ctrl+C again to quit]\n');
    reader.prompt();
  });
  reader.on('close', () => {
    stdin.off('keypress', onKey);
    drawing.destroy();
    write(markPastes.off);
  });
  write(markPastes.on);
  return reader;
}

/** Standard output as readline draws on it: with its width, but not while a reply is printed. */
class Drawing extends Writable {
  readonly #isQuiet: () => boolean;
  readonly #tellSize = () => this.emit('resize');

  constructor(isQuiet: () => boolean) {
    super({ decodeStrings: false });
    this.#isQuiet = isQuiet;
    process.stdout.on('resize', this.#tellSize);
  }

  get columns(): number {
    return process.stdout.columns;
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    if (!this.#isQuiet()) write(text);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    process.stdout.off('resize', this.#tellSize);
    done(error);
  }
}
