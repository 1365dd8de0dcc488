/** A session held for writing: one queue, one owner; what cannot be stored now is kept and tried again. */
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { encodeEvent, encodeMessage, wellFormed } from '../core/record.ts';
import type { Message, NewMessage, SessionEvent, SessionSummary, Transcript } from '../core/session.ts';
import type { OpenReport, OpenSession, StoreState } from '../ports.ts';
import { type Disk, diskProblem, throwIfBug } from './disk.ts';
import { tooLongToKeep } from './lines.ts';
import type { SessionLock } from './lock.ts';
import type { PartialWriter } from './partial.ts';
import { SessionLocks } from './session-locks.ts';
import { mendChange } from './session-mend.ts';
import { rescue } from './session-rescue.ts';
import type { SessionState } from './session-state.ts';
import type { SessionFile } from './writer.ts';

/** How long to wait before the next try after a fault, in ms; the last one is repeated. */
const retryDelays = [1_000, 2_000, 5_000, 10_000, 30_000];

/** A file that is open and locked. */
export interface HeldFile {
  readonly file: SessionFile;
  readonly lock: SessionLock;
}

export interface SessionParts {
  readonly disk: Disk;
  readonly now: () => number;
  readonly state: SessionState;
  readonly partial: PartialWriter;
  readonly notes: readonly string[];
  /** Undefined if the file could not be created yet; then `make` is tried before everything else. */
  readonly held: HeldFile | undefined;
  readonly make: () => Promise<Result<HeldFile>>;
  /** Where the file is, or will be. */
  readonly filePath: string;
  /** Why it could not be created. */
  readonly problem?: Problem;
  /** Replies left over in a sidecar, to be stored first. */
  readonly interrupted: readonly NewMessage[];
  readonly onClosed: () => void;
}

type Entry =
  | { readonly kind: 'message'; readonly message: NewMessage; settle(result: Result<Message>): void }
  | { readonly kind: 'event'; readonly event: SessionEvent; readonly time: number; settle(result: Result<void>): void };

export class HeldSession implements OpenSession {
  readonly #parts: SessionParts;
  readonly #state: SessionState;
  readonly #entries: Entry[] = [];
  readonly #listeners: ((state: StoreState) => void)[] = [];
  #held: HeldFile | undefined;
  readonly #locks: SessionLocks;
  #working: Promise<void> | undefined;
  #again = false;
  #problem: Problem | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #news: string[] = [];
  #closing: Promise<Result<void>> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#state = parts.state;
    this.#held = parts.held;
    this.#locks = new SessionLocks(parts.disk);
    if (parts.held) this.#locks.begin(parts.held.file.filePath, parts.held.lock);
    this.#problem = parts.problem;
    for (const message of parts.interrupted) void this.append(message);
    if (parts.problem) this.#retryLater();
  }

  get summary(): SessionSummary {
    const file = this.#held?.file;
    return this.#state.summary(file?.filePath ?? this.#parts.filePath, file?.end ?? 0);
  }

  get transcript(): Transcript {
    return this.#state.shownWith(this.#problem ? waitingMessages(this.#entries) : []);
  }

  get report(): OpenReport {
    return { notes: this.#parts.notes };
  }

  append(message: NewMessage): Promise<Result<Message>> {
    const stored = this.#state.find(message.id);
    if (stored) return Promise.resolve(ok(stored));
    const refused = this.#closing ? closedProblem() : tooLongToKeep(message);
    if (refused) return Promise.resolve(fail(refused));
    const { promise, resolve } = Promise.withResolvers<Result<Message>>();
    const waiting = this.#entries.findIndex((entry) => entry.kind === 'message' && entry.message.id === message.id);
    if (waiting >= 0) this.#joinEntry(waiting, resolve);
    else this.#entries.push({ kind: 'message', message: wellFormed(message), settle: resolve });
    this.#state.forgetShown();
    void this.#work();
    return promise;
  }

  note(event: SessionEvent): Promise<Result<void>> {
    if (this.#closing) return Promise.resolve(fail(closedProblem()));
    const { promise, resolve } = Promise.withResolvers<Result<void>>();
    this.#entries.push({ kind: 'event', event, time: this.#parts.now(), settle: resolve });
    void this.#work();
    return promise;
  }

  delta(replyId: string, parent: string | null, text: string): void {
    if (!this.#closing) this.#parts.partial.add(replyId, parent, text);
  }

  dropPartial(replyId: string): void {
    this.#parts.partial.drop(replyId);
  }

  onState(listener: (state: StoreState) => void): void {
    this.#listeners.push(listener);
    if (this.#problem) listener(this.#storeState());
  }

  async retryNow(): Promise<Result<void>> {
    // What is running now may already have failed without telling anybody: only a new try counts.
    await this.#working;
    await this.#work();
    return this.#problem ? fail(this.#problem) : ok(undefined);
  }

  close(): Promise<Result<void>> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The same message twice (an impatient retry): stored once, both callers get the result. */
  #joinEntry(index: number, settle: (result: Result<Message>) => void): void {
    const entry = this.#entries[index];
    if (entry?.kind !== 'message') return;
    const first = entry.settle;
    entry.settle = (result) => {
      first(result);
      settle(result);
    };
  }

  #work(): Promise<void> {
    this.#again = this.#working !== undefined;
    this.#working ??= this.#drain().finally(() => {
      this.#working = undefined;
      // Something was added after the last look at the queue.
      if (this.#again) void this.#work();
    });
    return this.#working;
  }

  /** Stores what waits, in order, until there is nothing left or something fails. */
  async #drain(): Promise<void> {
    clearTimeout(this.#timer);
    let stored = false;
    // Calls made in one turn of the event loop are one batch: by the time this continues, all of them have arrived.
    const held = await this.#file();
    if (!held.ok) return this.#failed(held.problem);
    for (let entry = this.#entries[0]; entry; entry = this.#entries[0]) {
      const problemFound = await this.#keep(held.value.file, entry);
      if (problemFound) return this.#failed(problemFound);
      stored = true;
    }
    if (stored || this.#problem) await this.#writeLine1(held.value.file);
    // Something was added while line 1 was written.
    if (this.#entries.length > 0) return this.#drain();
    this.#problem = undefined;
    this.#failures = 0;
    this.#state.forgetShown();
    if (stored || this.#news.length > 0) this.#tell();
  }

  async #file(): Promise<Result<HeldFile>> {
    if (this.#held) return ok(this.#held);
    const made = await this.#parts.make();
    if (made.ok) {
      this.#held = made.value;
      this.#locks.begin(made.value.file.filePath, made.value.lock);
    }
    return made;
  }

  /** Stores one entry and tells its owner; returns the problem if it could not be stored. */
  async #keep(file: SessionFile, entry: Entry): Promise<Problem | undefined> {
    const { disk } = this.#parts;
    try {
      const change = await file.check();
      if (change.kind !== 'same') {
        const news = await mendChange(disk, file, this.#state, change);
        if (news !== '') this.#news.push(news);
      }
      if (file.filePath !== this.#locks.filePath) {
        await this.#parts.partial.moveTo(file.filePath);
        await this.#locks.follow(file.filePath);
      }
      const news = await this.#locks.keep();
      if (news !== '') this.#news.push(news);
      const seq = this.#state.head.seq + 1;
      const head = (): Buffer => this.#state.line1(file.end);
      if (entry.kind === 'message') {
        const message: Message = { ...entry.message, seq };
        const at = await file.append(Buffer.from(encodeMessage(message)), head);
        this.#entries.shift();
        this.#state.addMessage(message, at);
        entry.settle(ok(message));
        this.#parts.partial.drop(message.id);
      } else {
        const at = await file.append(Buffer.from(encodeEvent(entry.event, entry.time, seq)), head);
        this.#entries.shift();
        this.#state.addEvent(entry.event, entry.time, seq, at);
        entry.settle(ok(undefined));
      }
      return undefined;
    } catch (error) {
      return diskProblem(error, file.filePath);
    }
  }

  /** After the acknowledgement. A fault here costs nothing, because the lines themselves hold everything. */
  async #writeLine1(file: SessionFile): Promise<void> {
    try {
      await file.writeHead(this.#state.line1(file.end));
    } catch (error) {
      throwIfBug(error);
    }
  }

  /** Everything pending stays in memory; its callers are told once, and it is tried again. */
  #failed(found: Problem): void {
    this.#problem = found;
    for (const entry of this.#entries) entry.settle(fail(found));
    this.#state.forgetShown();
    this.#retryLater();
    this.#tell();
  }

  #retryLater(): void {
    if (this.#closing) return;
    const delay = retryDelays[Math.min(this.#failures, retryDelays.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.#work(), delay);
    this.#timer.unref();
  }

  #tell(): void {
    const state = this.#storeState();
    this.#news = [];
    for (const listener of this.#listeners) listener(state);
  }

  #storeState(): StoreState {
    const { summary } = this;
    const notes = this.#news.length > 0 ? { notes: this.#news } : {};
    if (!this.#problem) return { kind: 'saved', summary, ...notes };
    return { kind: 'not-saved', pending: this.#entries.length, problem: this.#problem, summary, ...notes };
  }

  async #close(): Promise<Result<void>> {
    await this.#working;
    if (this.#entries.length > 0 || !this.#held) await this.#work();
    clearTimeout(this.#timer);
    let result: Result<void> = ok(undefined);
    const unsaved = this.#unsaved();
    if (this.#problem && this.#entries.length + unsaved.length > 0) {
      result = fail(await rescue(this.#parts.disk, this.#state, unsaved, this.#problem));
    }
    this.#parts.partial.close();
    if (this.#held) {
      const { file } = this.#held;
      try {
        await file.close(this.#state.line1(file.end));
      } catch (error) {
        if (result.ok) result = fail(diskProblem(error, file.filePath));
      }
      await this.#locks.release();
    }
    this.#parts.onClosed();
    return result;
  }

  /** The messages that are only in memory: those waiting, and all of a session whose file could never be created. */
  #unsaved(): readonly NewMessage[] {
    const waiting = waitingMessages(this.#entries);
    return this.#held ? waiting : [...this.#state.stored.messages, ...waiting];
  }
}

function waitingMessages(entries: readonly Entry[]): readonly NewMessage[] {
  return entries.flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []));
}

function closedProblem(): Problem {
  return problem('internal', 'This session has been closed.', 'Open it again to write to it.');
}
