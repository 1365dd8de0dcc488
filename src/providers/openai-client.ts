/** What both protocols of OpenAI's SDK share: the client, loaded at its first use, model lists, image addresses. */
import type { Block } from '../core/conversation.ts';
import type { ModelInfo } from '../ports.ts';
import type { Address } from './address.ts';
import { field, textField } from './evidence.ts';
import { clientOptions } from './guard.ts';

export function lazyOpenAI(address: Address) {
  const connect = async () => {
    const { OpenAI } = await import('openai');
    // Null where the SDK would else take an account's identity from the environment.
    return new OpenAI({
      ...clientOptions(address.key, address.url),
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
    });
  };
  let client: ReturnType<typeof connect> | undefined;
  return () => {
    client ??= connect();
    return client;
  };
}

/** The names under which servers tell the size of a model's window: OpenRouter, vLLM, LM Studio, llama.cpp. */
const windowFields = ['context_length', 'max_model_len', 'max_context_length', 'n_ctx', 'n_ctx_train'];

/** A `/models` answer's `data`, from any server. Throws SyntaxError when it is not a list of models. */
export function readModelList(data: unknown): readonly ModelInfo[] {
  if (!Array.isArray(data)) throw new SyntaxError('The list of models is not a list.');
  return data.flatMap((entry: unknown) => {
    const id = textField(entry, 'id');
    if (id === '') return [];
    const sizes = windowFields.map((name) => field(entry, name) ?? field(field(entry, 'meta'), name));
    const size = sizes.find((value) => typeof value === 'number' && value > 0);
    return [{ id, ...(typeof size === 'number' ? { contextWindow: size } : {}) }];
  });
}

export function imageAddress(image: Extract<Block, { type: 'image' }>): string {
  return `data:${image.mediaType};base64,${Buffer.from(image.bytes).toString('base64')}`;
}
