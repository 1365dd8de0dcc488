/** The queries sent to the terminal at the start, its replies, and when they are complete. */
import { backgroundKind } from './color.ts';

/** Device attributes are queried last: every terminal replies to that, and by then all other replies have arrived. */
const backgroundQuestion = '\x1b]11;?\x1b\\';
const syncQuestion = '\x1b[?2026$p';
const attributesQuestion = '\x1b[c';

/** Leaving does not wait for replies that are later than this. */
const answersWithinMs = 250;

export interface ProbeAnswers {
  onSync(): void;
  onBackground(kind: 'dark' | 'light'): void;
}

export class Probe {
  readonly #answers: ProbeAnswers;
  #askedAt: number | undefined;

  constructor(answers: ProbeAnswers) {
    this.#answers = answers;
  }

  /** The queries to write. `term` is TERM: the Linux console would show a colour query as text. */
  ask(term: string): string {
    this.#askedAt = performance.now();
    return (term === 'linux' ? '' : backgroundQuestion) + syncQuestion + attributesQuestion;
  }

  /** How long replies may still be on their way, in milliseconds; 0 when all have arrived. */
  get pendingMs(): number {
    return this.#askedAt === undefined ? 0 : Math.max(0, this.#askedAt + answersWithinMs - performance.now());
  }

  take(sequence: string): void {
    const mode = /^\x1b\[\?2026;(\d)\$y$/.exec(sequence);
    // 1 and 2: the mode is known, and currently on or off.
    if (mode && (mode[1] === '1' || mode[1] === '2')) this.#answers.onSync();
    if (/^\x1b\[\?[\d;]*c$/.test(sequence)) this.#askedAt = undefined;
    if (sequence.startsWith('\x1b]11;')) {
      const kind = backgroundKind(sequence);
      if (kind) this.#answers.onBackground(kind);
    }
  }
}
