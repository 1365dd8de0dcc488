/**
 * The pure program with a handful of typical sessions: keys in, state and effects out. Its requests to the world are
 * collected, not answered.
 */
import type { Effect } from '../../src/app/effect.ts';
import type { Size } from '../../src/app/frame.ts';
import type { LastView } from '../../src/app/last-view.ts';
import type { Msg } from '../../src/app/msg.ts';
import type { ModelFacts, State } from '../../src/app/state.ts';
import { update } from '../../src/app/update.ts';
import { growMarkdown } from '../../src/core/markdown/grow.ts';
import { renderMarkdown } from '../../src/core/markdown/markdown.ts';
import { emptySummary, type Message, type SessionSummary, type Transcript } from '../../src/core/session.ts';
import { defaultSettings, type Settings } from '../../src/core/settings.ts';
import type { ColorDepth } from '../../src/core/theme.ts';
import { fallbackTheme } from '../../src/core/theme-file-fallback.ts';
import { initialState } from '../../src/run/initial.ts';

/** 2026-05-02 13:20:00 UTC. */
export const noon = 1_777_728_000_000;
const minute = 60_000;

/** A summary with the fields that matter to a test, and plain values for the rest. */
export function summary(fields: Partial<SessionSummary> & { readonly id: string }): SessionSummary {
  const name = fields.name ?? fields.id;
  return {
    ...emptySummary(fields.id),
    filePath: `/sessions/${fields.id}.jsonl`,
    name,
    named: true,
    title: name,
    provider: 'anthropic',
    model: 'claude-large',
    cwd: '/home/ana',
    startTime: noon - 60 * minute,
    endTime: noon - 5 * minute,
    turnCount: 3,
    inputTokens: 1200,
    outputTokens: 800,
    contextTokens: 2000,
    sizeBytes: 4096,
    ...fields,
  };
}

/** One of each kind, newest first: wide, long and hostile titles, every status, a pin, a fork, an archived one. */
export function sampleSessions(): readonly SessionSummary[] {
  const ages = [0, 2, 9, 35, 70, 180, 600, 1500, 3000, 6000, 14_000, 40_000, 90_000, 700_000];
  const at = (i: number) => ({
    startTime: noon - (ages[i] ?? 0) * minute - 900_000,
    endTime: noon - (ages[i] ?? 0) * minute,
  });
  return [
    summary({
      id: 'sess_a',
      title: 'react-migration',
      turnCount: 12,
      inputTokens: 30_000,
      outputTokens: 4000,
      contextTokens: 72_000,
      ...at(0),
    }),
    summary({
      id: 'sess_b',
      title: '日本語の要約と翻訳について相談する長い題名',
      waiting: true,
      turnCount: 4,
      ...at(1),
    }),
    summary({ id: 'sess_c', title: 'family 👨‍👩‍👧‍👦 and flags 🇩🇪 in one title', failed: true, turnCount: 1, ...at(2) }),
    summary({
      id: 'sess_d',
      title: 'a very long title that goes on and on about nothing in particular and never seems to end at all',
      turnCount: 240,
      inputTokens: 1_400_000,
      ...at(3),
    }),
    summary({
      id: 'sess_e',
      title: 'hostile \x1b[31mred\x1b]0;owned\x07 {bold}tag\u202egnirts',
      damage: '1 damaged line, kept in the file',
      ...at(4),
    }),
    summary({ id: 'sess_f', title: 'locked-elsewhere', ...at(5) }),
    summary({ id: 'sess_g', title: 'pinned-plan', pinned: true, turnCount: 31, ...at(6) }),
    summary({
      id: 'sess_h',
      title: 'blog draft',
      forkedFrom: { sessionId: 'sess_a', name: 'react-migration', messageId: null },
      ...at(7),
    }),
    summary({
      id: 'sess_i',
      title: 'e\u0301cole a\u0308 combining',
      provider: 'offline',
      model: 'offline',
      inputTokens: 0,
      outputTokens: 0,
      contextTokens: 0,
      ...at(8),
    }),
    summary({
      id: 'sess_j',
      title: '',
      name: 'e6d7',
      named: false,
      turnCount: 0,
      inputTokens: 0,
      outputTokens: 0,
      ...at(9),
    }),
    summary({ id: 'sess_k', title: 'Übersetzung der Straßenschilder', ...at(10) }),
    summary({ id: 'sess_l', title: 'tax question 2025', model: 'gpt-small', provider: 'openai', ...at(11) }),
    summary({ id: 'sess_m', title: 'old and archived', archived: true, ...at(12) }),
    summary({ id: 'sess_n', title: 'the very first', ...at(13) }),
  ];
}

const sampleFacts: ReadonlyMap<string, ModelFacts> = new Map([
  ['anthropic/claude-large', { contextWindow: 200_000, inputPrice: 3, outputPrice: 15 }],
]);

export function messages(...texts: readonly (readonly ['user' | 'assistant', string])[]): readonly Message[] {
  return texts.map(([role, content], i) => ({
    id: `msg_${i + 1}`,
    parent: i === 0 ? null : `msg_${i}`,
    seq: i + 1,
    role,
    content,
    timestamp: noon - (texts.length - i) * minute,
    ...(role === 'assistant' ? { provider: 'anthropic', model: 'claude-large', stop: 'end' as const } : {}),
  }));
}

export const sampleTalk = messages(
  ['user', 'How do I move a class component with refs to hooks?'],
  [
    'assistant',
    '## Keep the ref, move the state\n\nUse `useRef` where you had `createRef`, and *one* effect:\n\n```tsx\nconst ref = useRef<HTMLInputElement>(null);\nuseEffect(() => ref.current?.focus(), []);\n```\n\n- 状態は `useState` へ\n- tests 🧪 stay as they are',
  ],
  ['user', 'And what about 日本語 in the names?'],
  ['assistant', 'They are just strings. Nothing changes.'],
);

export function transcriptOf(sessionId: string, all: readonly Message[]): Transcript {
  return {
    sessionId,
    messages: all,
    head: all.at(-1)?.id ?? null,
    system: '',
    notices: [],
    complete: true,
    bytesBefore: 0,
    damagedLines: 0,
  };
}

export interface WorldOptions {
  readonly size?: Size;
  readonly depth?: ColorDepth;
  readonly settings?: Partial<Settings>;
  /** Null shows the first-run card. */
  readonly chosenModel?: State['chosenModel'];
  /** Default: `sampleSessions()`. */
  readonly sessions?: readonly SessionSummary[];
  /** The store has not answered yet. */
  readonly unlisted?: boolean;
  readonly lastView?: LastView;
  /** The transcript of every session that is read; undefined leaves the request open. */
  readonly talk?: readonly Message[];
}

export class SampleWorld {
  state: State;
  /** Everything that was requested from the world, in order. */
  readonly effects: Effect[] = [];
  #ids = 0;
  readonly #talk: readonly Message[] | undefined;

  constructor(options: WorldOptions = {}) {
    const depth = options.depth ?? 24;
    const begun = initialState({
      size: options.size ?? { columns: 80, rows: 24 },
      now: noon,
      settings: { ...defaultSettings, ...options.settings },
      theme: fallbackTheme('dark'),
      depth,
      cwd: '/home/ana',
      chosenModel:
        options.chosenModel === undefined ? { provider: 'anthropic', model: 'claude-large' } : options.chosenModel,
      modelsNamed: [],
      ...(options.lastView ? { lastView: options.lastView } : {}),
    });
    this.#talk = options.talk;
    this.state = { ...begun, modelFacts: sampleFacts };
    this.send({ type: 'markdownLoaded', markdown: { render: renderMarkdown, grow: growMarkdown } });
    this.send({ type: 'started', open: { kind: 'list' } });
    if (!options.unlisted) this.list(options.sessions ?? sampleSessions());
  }

  /** What the store lists; with `final` false there is more to come. */
  list(sessions: readonly SessionSummary[], final = true): void {
    this.send({ type: 'sessionsListed', request: this.state.list.request, sessions, final });
  }

  send(msg: Msg): void {
    const next = update(this.state, msg, { now: this.state.now, newId: (kind) => `${kind}_new${++this.#ids}` });
    this.state = next.state;
    for (const effect of next.effects) {
      this.effects.push(effect);
      if (effect.type === 'readTranscript' && this.#talk) {
        const value = transcriptOf(effect.id, this.#talk);
        this.send({ type: 'transcriptRead', request: effect.request, id: effect.id, result: { ok: true, value } });
      }
    }
  }

  /** Keys by name, one after the other; single characters are typed. */
  keys(...keys: readonly string[]): void {
    for (const key of keys) {
      const text = key === 'space' ? ' ' : [...key].length === 1 ? key : undefined;
      this.send({ type: 'input', event: { type: 'key', key, ...(text === undefined ? {} : { text }) } });
    }
  }

  type(text: string): void {
    this.keys(...[...text].map((one) => (one === ' ' ? 'space' : one)));
  }

  /** The requests of one kind. */
  asked<T extends Effect['type']>(type: T): readonly Extract<Effect, { type: T }>[] {
    return this.effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
  }

  resize(columns: number, rows: number): void {
    this.send({ type: 'input', event: { type: 'resize', size: { columns, rows } } });
  }
}
