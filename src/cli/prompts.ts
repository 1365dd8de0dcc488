/** Prompts line by line, from a person or a pipe, and what Ctrl+C means while a reply is under way. */
import { createInterface, type Interface } from 'node:readline';
import { type Problem, problem } from '../core/problem.ts';
import { sanitize } from '../core/text/sanitize.ts';
import { editLines } from './line-editor.ts';
import { mostPiped } from './piped.ts';
import { complain, outputClosed, write } from './print.ts';
import { onSignals } from './signals.ts';

export interface Prompts {
  /**
   * The next prompt; a backslash at the end of a line joins the line below. Undefined when there are no more; one that
   * is too long ends them, and is reported.
   */
  next(): Promise<string | undefined>;
  /** Runs work that Ctrl+C stops; when there is none, Ctrl+C ends the prompts. */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** 128 + the signal's number if a signal ended the prompts, or the last reply to piped input. */
  exitCode(): number | undefined;
  close(): void;
}

/** So many lines are read ahead of the replies: a pipe can bring more than fits into memory. */
const mostWaiting = 1000;

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
  /** The line being read is longer than any prompt may be. */
  let tooLong = false;
  const onLine = (text: string, unseen: boolean) => {
    lines.push({ text, unseen });
    if (!person && lines.length >= mostWaiting) reader.pause();
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
  const onTooLong = () => {
    tooLong = true;
    reader.close();
  };
  const reader = terminal
    ? editLines({ isQuiet: () => work !== undefined, onLine, onInterrupt })
    : wholeLines((text) => onLine(text, false), onTooLong);
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
      if (!person) reader.resume();
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
      const pieces: string[] = [];
      let length = 0;
      let line = await nextLine();
      while (line !== undefined && length <= mostPiped) {
        const joins = /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
        pieces.push(joins ? line.slice(0, -1) : line);
        length += line.length;
        if (!joins) return pieces.join('\n');
        line = await nextLine();
      }
      if (length > mostPiped) onTooLong();
      if (tooLong) complain(largePrompt);
      else if (pieces.length > 0) return `${pieces.join('\n')}\\`;
      else if (person) write('\n');
      return undefined;
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

const largePrompt: Problem = problem(
  'bad-argument',
  `A prompt in the input is larger than ${mostPiped / 1024 / 1024} MB; it was not sent.`,
  'Pipe in less.',
);

/** Lines as a pipe or a dumb terminal sends them. What has no end is not collected: no text can be that long. */
function wholeLines(onLine: (text: string) => void, onTooLong: () => void): Interface {
  const { stdin } = process;
  let unended = 0;
  const reader = createInterface({ input: stdin, terminal: false }).on('line', onLine);
  const measure = (chunk: Buffer) => {
    const newline = chunk.lastIndexOf('\n');
    unended = newline < 0 ? unended + chunk.length : chunk.length - newline - 1;
    if (unended > mostPiped) onTooLong();
  };
  stdin.on('data', measure);
  return reader.on('close', () => stdin.off('data', measure));
}
