/** The offline provider: streams answers from the help and from past sessions, and says that it is no model. */
import { offlineModel } from '../core/default-model.ts';
import { ok } from '../core/problem.ts';
import type { ReplyEvent, ReplyRequest } from '../core/reply.ts';
import type { OfflineSources, Provider } from '../ports.ts';
import { composeAnswer } from './offline-answer.ts';
import { stoppedByUser } from './stream-faults.ts';
import type { Timers } from './timers.ts';
import { pause } from './watch.ts';

const mostPassages = 3;
/** Long answers come in larger pieces, so that none takes much longer than a second. */
const mostPieces = 120;
const pauseMs = 8;

export function offlineProvider(sources: OfflineSources, timers: Timers): Provider {
  return {
    name: 'offline',
    destination: { host: 'this machine', isVendor: true, warning: '' },
    stream: (request, signal) => streamAnswer(request, signal, sources, timers),
    prepare: async () => {},
    models: async () => ok([{ id: offlineModel }]),
  };
}

async function* streamAnswer(
  request: ReplyRequest,
  signal: AbortSignal,
  sources: OfflineSources,
  timers: Timers,
): AsyncGenerator<ReplyEvent> {
  const aborted: ReplyEvent = { type: 'stopped', stop: 'aborted', problem: stoppedByUser };
  if (signal.aborted) return yield aborted;
  yield { type: 'started', model: offlineModel };
  const prompt = request.messages.findLast((message) => message.role === 'user')?.content ?? '';
  const answer = await Promise.race([composeAnswer(prompt, sources, mostPassages, signal), whenAborted(signal)]);
  if (answer === undefined) return yield aborted;
  for (const delta of cutIntoPieces(answer)) {
    if (signal.aborted) return yield aborted;
    yield { type: 'text', delta };
    if (!(await pause(pauseMs, signal, timers))) return yield aborted;
  }
  yield { type: 'done', stop: 'end' };
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}

/** Whole words with the blanks after them, so that no character is ever cut. */
function cutIntoPieces(text: string): readonly string[] {
  const words = text.match(/\S+\s*|\s+/g) ?? [];
  const size = Math.max(1, Math.ceil(words.length / mostPieces));
  const pieces: string[] = [];
  for (let index = 0; index < words.length; index += size) pieces.push(words.slice(index, index + size).join(''));
  return pieces;
}
