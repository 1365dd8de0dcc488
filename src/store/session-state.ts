/** A held session in memory: the facts of line 1 and the transcript, extended by every line that is stored. */
import { asideOf, foldTranscript, stepHead } from '../core/fold.ts';
import { encodeHead, type FileRecord, type Head, type StoredEvent, summarize } from '../core/record.ts';
import type { Message, NewMessage, SessionSummary, Transcript } from '../core/session.ts';

export class SessionState {
  #head: Head;
  #transcript: Transcript;
  #shown: Transcript | undefined;
  #goesBy: string | undefined;

  constructor(head: Head, transcript: Transcript) {
    this.#head = head;
    this.#transcript = transcript;
  }

  get head(): Head {
    return this.#head;
  }

  /** What the file holds, as far as it has been read. */
  get stored(): Transcript {
    return this.#transcript;
  }

  summary(filePath: string, sizeBytes: number): SessionSummary {
    const summary = summarize(this.#head, { filePath, sizeBytes, foreign: false, damage: '' });
    return this.#goesBy === undefined ? summary : { ...summary, id: this.#goesBy };
  }

  /** A copy of another session's file is known by an id that is not in the file. */
  goBy(id: string): void {
    this.#goesBy = id;
  }

  /** Line 1 for a file of this size. */
  line1(fileBytes: number): Buffer {
    return Buffer.from(encodeHead({ ...this.#head, fileBytes }));
  }

  /** The stored message of this id. */
  find(id: string): Message | undefined {
    return this.#transcript.messages.findLast((message) => message.id === id);
  }

  /** A message of ours is in the file, at this byte. */
  addMessage(message: Message, at: number): void {
    this.#head = stepHead(this.#head, { kind: 'message', message }, at);
    const { messages } = this.#transcript;
    this.#change({ ...this.#transcript, messages: [...messages, message], head: message.id });
  }

  addEvent(event: StoredEvent, timestamp: number, seq: number, at: number): void {
    this.#head = stepHead(this.#head, { kind: 'extension', event, timestamp, seq }, at);
    if (event.event === 'branch') this.#change({ ...this.#transcript, head: event.head });
    if (event.event === 'system') this.#change({ ...this.#transcript, system: event.text });
    if (event.event === 'aside') {
      this.#change({ ...this.#transcript, asides: [...(this.#transcript.asides ?? []), asideOf(event, timestamp)] });
    }
  }

  /** Lines that somebody else appended. */
  addForeign(lines: readonly { readonly record: FileRecord; readonly at: number }[], damage: readonly string[]): void {
    const fold = foldTranscript(this.#transcript);
    for (const { record, at } of lines) {
      this.#head = stepHead(this.#head, record, at);
      fold.add(record, at);
    }
    for (const text of damage) fold.damage(text);
    this.#head = { ...this.#head, damagedLines: this.#head.damagedLines + damage.length };
    this.#change(fold.finish(this.#transcript.sessionId, this.#transcript.bytesBefore));
  }

  /** The file's contents are not what was known. */
  replace(head: Head, transcript: Transcript): void {
    this.#head = head;
    this.#change(transcript);
  }

  /**
   * The transcript as the conversation knows it: including the messages that wait to be stored, with preliminary `seq`.
   */
  shownWith(waiting: readonly NewMessage[]): Transcript {
    if (waiting.length === 0) return this.#transcript;
    this.#shown ??= withWaiting(this.#transcript, waiting, this.#head.seq);
    return this.#shown;
  }

  /** Other messages are waiting now. */
  forgetShown(): void {
    this.#shown = undefined;
  }

  #change(transcript: Transcript): void {
    this.#transcript = transcript;
    this.#shown = undefined;
  }
}

function withWaiting(transcript: Transcript, waiting: readonly NewMessage[], lastSeq: number): Transcript {
  const added = waiting.map((message, i): Message => ({ ...message, seq: lastSeq + 1 + i }));
  return { ...transcript, messages: [...transcript.messages, ...added], head: added.at(-1)?.id ?? transcript.head };
}
