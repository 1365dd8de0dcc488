/**
 * The pure program in a world made of values: files are lists, requests wait until they are answered, replies are
 * scripted by the test.
 */
import assert from 'node:assert/strict';
import type { Conversation } from '../../src/app/conversation-state.ts';
import type { Effect } from '../../src/app/effect.ts';
import type { Msg } from '../../src/app/msg.ts';
import type { ModelFacts, State } from '../../src/app/state.ts';
import { update } from '../../src/app/update.ts';
import type { NamedModel } from '../../src/core/named-model.ts';
import { fail, ok, problem } from '../../src/core/problem.ts';
import type { ReplyEvent } from '../../src/core/reply.ts';
import {
  emptySummary,
  type Message,
  type NewMessage,
  type SessionSummary,
  type Transcript,
} from '../../src/core/session.ts';
import { defaultSettings, type Settings } from '../../src/core/settings.ts';
import { fallbackTheme } from '../../src/core/theme-file-fallback.ts';
import { branch } from '../../src/core/tree.ts';
import { initialState } from '../../src/run/initial.ts';

type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;

const gone = problem('session-not-found', 'There is no such session.');

/** A session's file: what a store would have of it. */
export interface FakeFile {
  summary: SessionSummary;
  readonly messages: Message[];
  head: string | null;
  system: string;
  /** How often each message id was appended. */
  readonly appends: Map<string, number>;
}

export interface FakeWorldOptions {
  readonly settings?: Partial<Settings>;
  readonly provider?: string;
  readonly facts?: ReadonlyMap<string, ModelFacts>;
  /** What flags and the environment name. */
  readonly modelsNamed?: readonly NamedModel[];
  /** How many messages at the end a first read returns; undefined: all of them. */
  readonly tail?: number;
}

export class FakeWorld {
  state: State;
  /** Requests that wait for their answer, oldest first. */
  readonly asked: Effect[] = [];
  readonly files = new Map<string, FakeFile>();
  readonly trash = new Map<string, FakeFile>();
  readonly drafts = new Map<string, string>();
  /** Every reply that was requested, with what was sent. */
  readonly requests: EffectOf<'startReply'>[] = [];
  readonly done: Effect[] = [];
  /** Paths that can be attached, with their content. */
  readonly attachable = new Map<string, string>();
  locked = false;
  #ids = 0;
  #now = 1_777_728_000_000;
  readonly #tail: number | undefined;

  constructor(options: FakeWorldOptions = {}) {
    this.#tail = options.tail;
    const begun = initialState({
      size: { columns: 100, rows: 30 },
      now: this.#now,
      settings: { ...defaultSettings, ...options.settings },
      theme: fallbackTheme('dark'),
      depth: 24,
      cwd: '/home/ana',
      chosenModel: { provider: options.provider ?? 'openai', model: 'm' },
      modelsNamed: options.modelsNamed ?? [],
    });
    this.state = { ...begun, modelFacts: options.facts ?? new Map() };
  }

  /** Sends a message to the program; what it requests waits until `settle`. */
  send(msg: Msg): void {
    this.#now += 1;
    const next = update(this.state, msg, { now: this.#now, newId: (kind) => `${kind}_${++this.#ids}` });
    this.state = next.state;
    for (const effect of next.effects) {
      this.done.push(effect);
      if (effect.type === 'startReply') this.requests.push(effect);
      // Drafts are on the disk at once, so that a later read finds the newest.
      if (effect.type === 'saveDraft') this.drafts.set(effect.id, effect.text);
      else this.asked.push(effect);
    }
  }

  key(key: string, text?: string): void {
    this.send({ type: 'input', event: { type: 'key', key, ...(text === undefined ? {} : { text }) } });
  }

  /** Types into the input box and presses Enter. */
  write(text: string): void {
    this.send({ type: 'focus', to: 'input' });
    this.send({ type: 'input', event: { type: 'paste', text } });
    this.send({ type: 'submit' });
  }

  /** Answers the oldest request; false when none is waiting. */
  answerOne(): boolean {
    const effect = this.asked.shift();
    if (!effect) return false;
    const answer = this.#answerTo(effect);
    if (answer) this.send(answer);
    return true;
  }

  /** Answers everything that was requested. Replies do not begin by themselves. */
  settle(): void {
    while (this.answerOne());
  }

  /** Sends what the provider says in a session's reply. */
  speak(id: string, ...events: readonly ReplyEvent[]): void {
    const replyId = this.state.conversations.get(id)?.reply?.id;
    assert.ok(replyId, `a reply streams in ${id}`);
    this.send({ type: 'replyEvents', id, replyId, events });
  }

  /** A complete reply, stored. */
  answer(id: string, text: string, extra: Partial<Extract<ReplyEvent, { type: 'done' }>> = {}): void {
    this.speak(id, { type: 'text', delta: text }, { type: 'done', stop: 'end', ...extra });
    this.settle();
  }

  /** The request fails before it brings anything. */
  fail(id: string, text = ''): void {
    const events: ReplyEvent[] = text === '' ? [] : [{ type: 'text', delta: text }];
    const why = problem('overloaded', 'The server is overloaded.', 'Try again later.');
    this.speak(id, ...events, { type: 'stopped', stop: 'failed', problem: why });
    this.settle();
  }

  /** A new session with one turn per prompt; returns its id. */
  session(...prompts: readonly string[]): string {
    this.send({ type: 'newSession', name: `s${this.#ids}` });
    this.settle();
    const id = this.shown().id;
    for (const prompt of prompts) {
      this.write(prompt);
      this.settle();
      this.answer(id, `answer to ${prompt}`);
    }
    return id;
  }

  /** Starts the program again on the same files and drafts, as after kill -9. */
  restart(modelsNamed: readonly NamedModel[] = []): void {
    const old = this.state;
    this.state = initialState({
      size: old.size,
      now: this.#now,
      settings: old.settings,
      theme: old.look.theme,
      depth: 24,
      cwd: old.cwd,
      chosenModel: old.chosenModel,
      modelsNamed,
    });
    this.asked.length = 0;
    this.send({ type: 'started', open: { kind: 'list' } });
    this.settle();
  }

  shown(): Conversation {
    const { shown, conversations } = this.state;
    const one = shown.kind === 'session' ? conversations.get(shown.id) : undefined;
    assert.ok(one, 'a session is shown');
    return one;
  }

  conversation(id: string): Conversation {
    const one = this.state.conversations.get(id);
    assert.ok(one, `there is a conversation ${id}`);
    return one;
  }

  file(id: string): FakeFile {
    const file = this.files.get(id);
    assert.ok(file, `there is a file of ${id}`);
    return file;
  }

  /** Including those in the trash. */
  allFiles(): readonly FakeFile[] {
    return [...this.files.values(), ...this.trash.values()];
  }

  /** The shown branch as texts. */
  branchTexts(): readonly string[] {
    return branch(this.shown().transcript).map((message) => message.content);
  }

  inputText(): string {
    const { shown, inputs } = this.state;
    return inputs.get(shown.kind === 'session' ? shown.id : '')?.text ?? '';
  }

  transcriptOf(file: FakeFile, whole: boolean): Transcript {
    const messages = whole || this.#tail === undefined ? file.messages : file.messages.slice(-this.#tail);
    const complete = messages.length === file.messages.length;
    return {
      sessionId: file.summary.id,
      messages: [...messages],
      head: file.head,
      system: file.system,
      notices: [],
      complete,
      bytesBefore: complete ? 0 : 1000,
      damagedLines: 0,
    };
  }

  #answerTo(effect: Effect): Msg | undefined {
    switch (effect.type) {
      case 'listSessions': {
        const sessions = [...this.files.values()].map((file) => file.summary).reverse();
        return { type: 'sessionsListed', request: effect.request, sessions, final: true };
      }
      case 'readTranscript': {
        const file = this.files.get(effect.id);
        const result = file ? ok(this.transcriptOf(file, effect.whole)) : fail(gone);
        return { type: 'transcriptRead', request: effect.request, id: effect.id, result };
      }
      case 'openSession': {
        const file = this.files.get(effect.id);
        const held = problem('locked', 'It is open elsewhere.', '', { holder: 'pid 7' });
        const result = this.locked ? fail(held) : file ? ok(this.#opened(file)) : fail(gone);
        return { type: 'sessionOpened', id: effect.id, result };
      }
      case 'createSession': {
        const id = `file_${++this.#ids}`;
        const file = this.#newFile(id, effect.name ?? id, effect.name !== undefined, effect.provider, effect.model);
        file.system = effect.system;
        return { type: 'sessionCreated', localId: effect.localId, result: { ok: true, value: this.#opened(file) } };
      }
      case 'forkSession': {
        const from = this.files.get(effect.id);
        if (!from) return { type: 'sessionForked', result: fail(gone) };
        const id = `fork_${++this.#ids}`;
        const name = effect.name ?? id;
        const file = this.#newFile(id, name, true, from.summary.provider, from.summary.model);
        const all = this.transcriptOf(from, true);
        for (const message of effect.upTo === null ? all.messages : branch(all, effect.upTo))
          this.#append(file, message);
        if (effect.upTo === null) file.head = effect.head ?? from.head;
        const forkedFrom = { sessionId: effect.id, name: from.summary.name, messageId: file.head };
        file.summary = { ...file.summary, forkedFrom };
        return { type: 'sessionForked', result: { ok: true, value: file.summary } };
      }
      case 'appendMessage': {
        const message = this.#append(this.file(effect.id), effect.message);
        return { type: 'messageStored', id: effect.id, message };
      }
      case 'changeSession': {
        const file = this.files.get(effect.id);
        if (!file) return { type: 'changeDone', id: effect.id, change: effect.change, result: fail(gone) };
        if (effect.change.event === 'branch') file.head = effect.change.head;
        if (effect.change.event === 'system') file.system = effect.change.text;
        if (effect.change.event === 'titled') file.summary = { ...file.summary, title: effect.change.title };
        if (effect.change.event === 'model') {
          const { provider, model } = effect.change;
          file.summary = { ...file.summary, provider, model };
        }
        if (effect.change.event === 'renamed')
          file.summary = { ...file.summary, name: effect.change.name, named: true };
        const result = { ok: true as const, value: file.summary };
        return { type: 'changeDone', id: effect.id, change: effect.change, result };
      }
      case 'trashSessions': {
        const ids = effect.sessions.map((session) => session.id).filter((id) => this.files.has(id));
        for (const id of ids) {
          this.trash.set(id, this.file(id));
          this.files.delete(id);
        }
        return { type: 'trashed', ids, trashPaths: ids, problems: [] };
      }
      case 'restoreSessions': {
        const back = effect.trashPaths.flatMap((id) => this.trash.get(id) ?? []);
        for (const file of back) {
          this.trash.delete(file.summary.id);
          this.files.set(file.summary.id, file);
        }
        return { type: 'restored', sessions: back.map((file) => file.summary), problems: [] };
      }
      case 'loadDraft': {
        const text = this.drafts.get(effect.id) ?? '';
        return text === '' ? undefined : { type: 'draftLoaded', id: effect.id, text };
      }
      case 'attachFiles': {
        const known = effect.paths.filter((path) => this.attachable.has(path));
        const missing = effect.paths.filter((path) => !this.attachable.has(path));
        return {
          type: 'filesAttached',
          id: effect.id,
          text: effect.text,
          attachments: known.map((path) => ({ path, kind: 'text', mediaType: 'text/plain', bytes: 1, sha256: path })),
          problems: missing.map((path) => problem('attachment-unusable', `There is no file ${path}.`)),
        };
      }
      default:
        return undefined;
    }
  }

  #opened(file: FakeFile) {
    return { summary: file.summary, transcript: this.transcriptOf(file, false), notes: [] };
  }

  #append(file: FakeFile, message: NewMessage | Message): Message {
    const { id } = message;
    file.appends.set(id, (file.appends.get(id) ?? 0) + 1);
    const stored: Message = { ...message, seq: (file.messages.at(-1)?.seq ?? 0) + 1 };
    file.messages.push(stored);
    file.head = id;
    return stored;
  }

  #newFile(id: string, name: string, named: boolean, provider: string, model: string): FakeFile {
    const summary: SessionSummary = {
      ...emptySummary(id),
      filePath: `/sessions/${id}.jsonl`,
      name,
      named,
      title: name,
      provider,
      model,
      cwd: '/home/ana',
      startTime: this.#now,
      endTime: this.#now,
    };
    const file: FakeFile = { summary, messages: [], head: null, system: '', appends: new Map() };
    this.files.set(id, file);
    return file;
  }
}
