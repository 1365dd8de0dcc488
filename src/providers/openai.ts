/** The Responses API, through OpenAI's SDK; nothing is stored at the vendor. */
import type {
  ResponseCreateParamsStreaming,
  ResponseInputContent,
  ResponseInputItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import type { Block, RequestMessage } from '../core/model-request.ts';
import type { ReplyEvent } from '../core/reply.ts';
import type { Address } from './address.ts';
import { field, textField } from './evidence.ts';
import { openedAs } from './heard.ts';
import { readModelList } from './model-list.ts';
import { imageAddress, lazyOpenAI } from './openai-client.ts';
import { countedUsage } from './usage.ts';
import { type Ask, type Learned, noEvents, type Reader, spoken, type Wire } from './wire.ts';

/** Models in the vendor's list that do not write text. */
const notForText = /embed|tts|whisper|audio|realtime|image|dall-e|moderation|transcribe|sora|babbage|davinci|search/;

export function openaiWire(address: Address): Wire<ResponseStreamEvent> {
  const getClient = lazyOpenAI(address);
  return {
    open: async (ask, signal) => {
      const { data, response } = await (await getClient()).responses.create(toBody(ask), { signal }).withResponse();
      return openedAs(response, data);
    },
    prepare: async () => void (await getClient()),
    newReader: newResponsesReader,
    mend: () => false,
    listModels: async (signal) => {
      const models = readModelList(await (await getClient()).get('/models', { signal }));
      return models.filter((model) => !notForText.test(model.id));
    },
  };
}

function toBody(ask: Ask): ResponseCreateParamsStreaming {
  const { system, messages } = ask.request;
  return {
    model: ask.model,
    stream: true,
    store: false,
    ...(system === '' ? {} : { instructions: system }),
    input: messages.flatMap(toItems),
    ...(ask.maxTokens === undefined ? {} : { max_output_tokens: ask.maxTokens }),
  };
}

/** Calls and results are items of their own; the text between them becomes messages. */
function toItems(message: RequestMessage): readonly ResponseInputItem[] {
  const items: ResponseInputItem[] = [];
  for (const block of message.blocks) {
    if (block.type === 'tool_call') {
      items.push({ type: 'function_call', call_id: block.id, name: block.name, arguments: block.input });
    } else if (block.type === 'tool_result') {
      const output = block.isError ? `Error: ${block.output}` : block.output;
      items.push({ type: 'function_call_output', call_id: block.id, output });
    }
  }
  const spoken = message.blocks.filter((block) => block.type === 'text' || block.type === 'image');
  if (spoken.length === 0) return items;
  const words: ResponseInputItem =
    message.role === 'assistant'
      ? { role: 'assistant', content: spoken.map((block) => (block.type === 'text' ? block.text : '')).join('\n\n') }
      : { role: 'user', content: spoken.flatMap(toContent) };
  return message.role === 'assistant' ? [words, ...items] : [...items, words];
}

function toContent(block: Block): readonly ResponseInputContent[] {
  if (block.type === 'image') return [{ type: 'input_image', detail: 'auto', image_url: imageAddress(block) }];
  return block.type === 'text' ? [{ type: 'input_text', text: block.text }] : [];
}

/** Complete at `response.completed` or `response.incomplete`. */
function newResponsesReader(): Reader<ResponseStreamEvent> {
  const learned: Learned = {};
  let refused = false;
  let spoke = false;
  let hasPieces = false;
  /** A second message in one answer begins a new paragraph. */
  let isNext = false;
  const say = (delta: string): readonly ReplyEvent[] => {
    if (delta === '') return noEvents;
    const gap = isNext && spoke ? '\n\n' : '';
    isNext = false;
    spoke = true;
    return spoken('text', gap + delta);
  };

  const read = (event: ResponseStreamEvent): readonly ReplyEvent[] => {
    switch (event.type) {
      case 'response.created':
        return [{ type: 'started', model: textField(event.response, 'model') }];
      case 'response.output_text.delta':
        hasPieces = true;
        return say(textField(event, 'delta'));
      case 'response.output_text.done':
        // Servers that do not stream this send it whole, at its end only.
        return hasPieces ? noEvents : say(textField(event, 'text'));
      case 'response.refusal.delta':
        refused = true;
        return say(textField(event, 'delta'));
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return spoken('thinking', textField(event, 'delta'));
      case 'response.reasoning_summary_part.added':
        return event.summary_index > 0 ? [{ type: 'thinking', delta: '\n\n' }] : noEvents;
      case 'response.output_item.added':
        isNext ||= textField(event.item, 'type') === 'message';
        return noEvents;
      case 'response.output_item.done': {
        const { item } = event;
        if (item.type !== 'function_call') return noEvents;
        const [id, name, input] = ['call_id', 'name', 'arguments'].map((key) => textField(item, key));
        return [{ type: 'toolCall', id: id ?? '', name: name ?? '', input: input ?? '' }];
      }
      case 'response.completed':
      case 'response.incomplete': {
        const reason = field(field(event.response, 'incomplete_details'), 'reason');
        const cut = event.type === 'response.incomplete' ? 'length' : 'end';
        learned.stop = refused || reason === 'content_filter' ? 'refused' : cut;
        // Some servers send the whole answer only at its end.
        const events = spoke ? [] : [...say(wholeText(field(event.response, 'output')))];
        const usage = usageOf(field(event.response, 'usage'));
        if (usage) {
          learned.usage = usage;
          events.push({ type: 'usage', usage });
        }
        return events;
      }
      case 'response.failed': {
        const error = field(event.response, 'error');
        learned.complaint = { type: textField(error, 'code'), message: textField(error, 'message') };
        return noEvents;
      }
      case 'error':
        learned.complaint = {
          type: textField(event, 'code') || textField(event, 'type'),
          message: textField(event, 'message'),
        };
        return noEvents;
      default:
        return noEvents;
    }
  };
  return { learned, read };
}

/** The text messages of a complete answer; the model's thinking is beside them in the same form. */
function wholeText(output: unknown): string {
  const messages = Array.isArray(output) ? output.filter((item) => textField(item, 'type') === 'message') : [];
  const texts = messages.map((message) => {
    const parts = field(message, 'content');
    return Array.isArray(parts)
      ? parts.map((part) => textField(part, 'text') || textField(part, 'refusal')).join('')
      : '';
  });
  return texts.filter((text) => text !== '').join('\n\n');
}

function usageOf(usage: unknown) {
  const details = field(usage, 'input_tokens_details');
  return countedUsage({
    input: field(usage, 'input_tokens'),
    output: field(usage, 'output_tokens'),
    cached: field(details, 'cached_tokens'),
    cacheWritten: field(details, 'cache_write_tokens'),
  });
}
