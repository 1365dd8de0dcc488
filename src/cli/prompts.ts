/** Prompts line by line, from a person or a pipe, and what Ctrl+C means while a reply is under way. */
import { createInterface } from 'node:readline';
import { sanitize } from '../core/text/sanitize.ts';
import { editLines } from './line-editor.ts';
import { outputClosed, write } from './print.ts';
import { onSignals } from './signals.ts';

export interface Prompts {
  /** The next prompt; a backslash at the end of a line joins the line below. Undefined when there are no more. */
  next(): Promise<string | undefined>;
  /** Runs work that Ctrl+C stops; when there is none, Ctrl+C ends the prompts. */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** 128 + the signal's number if a signal ended the prompts, or the last reply to piped input. */
  exitCode(): number | undefined;
  close(): void;
}

export function readPrompts(): Prompts {
  const { stdin, stdout } = process;
  const person = stdin.isTTY === true;
  // Editing keys only if the terminal understands them; a dumb one echoes and sends whole lines by itself.
  const terminal = person && stdout.isTTY === true && process.env.TERM !== 'dumb';
  const lines: { readonly text: string; readonly unseen: boolean }[] = [];
  let over = false;
  let wake: (() => void) | undefined;
  let work: AbortController | undefined;
  let exitCode: number | undefined;
  /** The last work was stopped, and nothing has been requested since. */
  let stopped = false;
  const onLine = (text: string, unseen: boolean) => {
    lines.push({ text, unseen });
    wake?.();
  };
  const end = () => {
    over = true;
    work?.abort();
    wake?.();
  };
  const onInterrupt = () => {
    // If it is already ending, another signal means that somebody is in a hurry.
    if (exitCode !== undefined) process.exit(exitCode);
    if (work) {
      stopped = true;
      work.abort();
      return;
    }
    exitCode = 130;
    end();
  };
  const reader = terminal
    ? editLines({ isQuiet: () => work !== undefined, onLine, onInterrupt })
    : createInterface({ input: stdin, terminal: false }).on('line', (text) => onLine(text, false));
  reader.on('close', () => {
    over = true;
    wake?.();
  });
  const release = onSignals((name, code) => {
    if (name === 'SIGINT') return onInterrupt();
    exitCode ??= code;
    lines.length = 0;
    end();
  });
  outputClosed.addEventListener('abort', end);

  async function nextLine(): Promise<string | undefined> {
    if (lines.length === 0 && !over && person) {
      // What was begun while a reply came is after the prompt, with the caret at its end.
      if (terminal) reader.prompt(true);
      else write('> ');
    }
    while (lines.length === 0 && !over) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    wake = undefined;
    if (exitCode !== undefined || outputClosed.aborted) return undefined;
    const line = lines.shift();
    if (line) stopped = false;
    if (line?.unseen) write(`> ${sanitize(line.text)}\n`);
    return line?.text;
  }

  return {
    next: async () => {
      let prompt = await nextLine();
      while (prompt !== undefined && /(?:^|[^\\])(?:\\\\)*\\$/.test(prompt)) {
        const more = await nextLine();
        if (more === undefined) break;
        prompt = `${prompt.slice(0, -1)}\n${more}`;
      }
      if (prompt === undefined && person) write('\n');
      return prompt;
    },
    interruptible: async (run) => {
      work = new AbortController();
      if (exitCode !== undefined) work.abort();
      try {
        return await run(work.signal);
      } finally {
        work = undefined;
      }
    },
    exitCode: () => exitCode ?? (stopped && !person ? 130 : undefined),
    close: () => {
      release();
      outputClosed.removeEventListener('abort', end);
      reader.close();
    },
  };
}
