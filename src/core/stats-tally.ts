/** What one session adds to the statistics: its messages counted by day and by model. */
import { isPrompt } from './fold.ts';
import { ownMessages } from './lineage.ts';
import type { Message, SessionSummary, Transcript, Usage } from './session.ts';
import { dayOf } from './stats-day.ts';
import type { CostOf } from './stats-price.ts';

/** Tokens, and what they cost as far as a price is known. */
export interface TokenSums {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The part of the input that was read from a provider's cache. */
  readonly cachedTokens: number;
  /** Input and output that no server counted: reprise did, roughly. */
  readonly estimatedTokens: number;
  /** Input and output for which no price is known. */
  readonly unpricedTokens: number;
  /** Dollars; absent where nothing of it has a known price. */
  readonly cost?: number;
}

export const noTokens: TokenSums = {
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  estimatedTokens: 0,
  unpricedTokens: 0,
};

/** What one model answered on one day. */
export interface TallyLine extends TokenSums {
  readonly day: string;
  readonly provider: string;
  readonly model: string;
  /** Prompts it answered; a prompt answered twice by the same model counts once. */
  readonly turns: number;
}

export interface SessionTally {
  /** Prompts of the user by day. */
  readonly turns: ReadonlyMap<string, number>;
  /** Days with at least one message; the day of its start for a session without any. */
  readonly days: readonly string[];
  readonly lines: readonly TallyLine[];
}

/**
 * Counts a session by its messages and side requests: every branch and variant, since all were paid for, but in a fork
 * only those after the fork. A reply without a model or provider takes the session's. Files of other programs give
 * tokens only for the whole session; those count for the day of its last message.
 */
export function tallySession(session: SessionSummary, transcript: Transcript, costOf: CostOf): SessionTally {
  const messages = ownMessages(session, transcript.messages);
  const turns = new Map<string, number>();
  const days = new Set<string>();
  const lines = new Map<string, TallyLine>();
  const prompts = new Set<string>();
  const answered = new Set<string>();
  let last = session.endTime;

  const lineOf = (time: number, provider: string, model: string): TallyLine => {
    const day = dayOf(time);
    return lines.get(`${day}\n${provider}\n${model}`) ?? { ...noTokens, day, provider, model, turns: 0 };
  };
  const keep = (line: TallyLine): void => void lines.set(`${line.day}\n${line.provider}\n${line.model}`, line);

  for (const message of messages) {
    last = message.timestamp > 0 ? message.timestamp : last;
    const day = dayOf(last);
    days.add(day);
    if (isPrompt(message)) {
      prompts.add(message.id);
      turns.set(day, (turns.get(day) ?? 0) + 1);
    }
    if (message.role !== 'assistant') continue;
    const provider = message.provider ?? session.provider;
    const model = message.model ?? session.model;
    const line = lineOf(last, provider, model);
    const prompt = `${message.parent}\n${provider}\n${model}`;
    const answers = message.parent !== null && prompts.has(message.parent) && !answered.has(prompt);
    if (answers) answered.add(prompt);
    keep({ ...withUsage(line, message.usage, costOf), turns: line.turns + (answers ? 1 : 0) });
  }
  for (const { provider, model, timestamp, usage } of transcript.asides ?? []) {
    keep(withUsage(lineOf(timestamp > 0 ? timestamp : last, provider, model), usage, costOf));
  }
  const rest = restOf(session, transcript.messages);
  if (rest) keep(withUsage(lineOf(last, session.provider, session.model), rest, costOf));
  if (days.size === 0) days.add(dayOf(session.startTime > 0 ? session.startTime : session.endTime));
  return { turns, days: [...days], lines: [...lines.values()] };
}

/** The sums with one reply's tokens added. */
function withUsage(line: TallyLine, usage: Usage | undefined, costOf: CostOf): TallyLine {
  if (!usage) return line;
  const tokens = usage.input + usage.output;
  const cost = costOf(line, usage);
  return {
    ...line,
    inputTokens: line.inputTokens + usage.input,
    outputTokens: line.outputTokens + usage.output,
    cachedTokens: line.cachedTokens + Math.min(usage.cached ?? 0, usage.input),
    estimatedTokens: line.estimatedTokens + (usage.estimated ? tokens : 0),
    unpricedTokens: line.unpricedTokens + (cost === undefined ? tokens : 0),
    ...(cost === undefined ? {} : { cost: (line.cost ?? 0) + cost }),
  };
}

/** Tokens that another program noted for the whole session but for none of its messages. */
function restOf(session: SessionSummary, messages: readonly Message[]): Usage | undefined {
  if (!session.foreign || messages.some((message) => message.usage)) return undefined;
  const { inputTokens: input, outputTokens: output } = session;
  return input > 0 || output > 0 ? { input, output } : undefined;
}
