/** What both protocols of OpenAI's SDK share: the client, loaded at its first use, and image addresses. */
import type { Block } from '../core/model-request.ts';
import type { Address } from './address.ts';
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

export function imageAddress(image: Extract<Block, { type: 'image' }>): string {
  return `data:${image.mediaType};base64,${Buffer.from(image.bytes).toString('base64')}`;
}
