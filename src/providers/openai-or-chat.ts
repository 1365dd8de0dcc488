/**
 * OpenAI's protocol at another server's address: Responses if the server knows it, else Chat Completions; the result is
 * remembered.
 */
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { Address } from './address.ts';
import { compatibleWire } from './compatible.ts';
import { gatherEvidence } from './evidence.ts';
import { openaiWire } from './openai.ts';
import { type Ask, noEvents, type Wire } from './wire.ts';

type Event = ResponseStreamEvent | ChatCompletionChunk;

export function openaiOrChatWire(address: Address): Wire<Event> {
  const responses = openaiWire(address);
  const chat = compatibleWire(address);
  let chatOnly = false;
  /** Requests sent by Chat Completions: another one may meanwhile have learned that the server knows nothing else. */
  const askedChat = new WeakSet<Ask>();
  return {
    open: (ask, signal) => {
      if (chatOnly) askedChat.add(ask);
      return (chatOnly ? chat : responses).open(ask, signal);
    },
    prepare: responses.prepare,
    newReader: () => {
      if (chatOnly) {
        const reader = chat.newReader();
        return { learned: reader.learned, read: (event) => (isChunk(event) ? reader.read(event) : noEvents) };
      }
      const reader = responses.newReader();
      return { learned: reader.learned, read: (event) => (isChunk(event) ? noEvents : reader.read(event)) };
    },
    mend: (error, ask) => {
      if (askedChat.has(ask)) return chat.mend(error, ask);
      const { status, said } = gatherEvidence(error);
      const unknownPath = status === 405 || status === 501 || (status === 404 && !/model/i.test(said));
      chatOnly ||= unknownPath;
      return unknownPath;
    },
    // Not the vendor's list, so nothing is known about the purpose of its models.
    listModels: chat.listModels,
  };
}

function isChunk(event: Event): event is ChatCompletionChunk {
  return 'choices' in event;
}
