/** What both protocols of OpenAI's SDK share: the client, loaded at its first use, and image addresses. */
import type { Block } from '../core/model-request.ts';
import type { Address } from './address.ts';
import { clientOptions } from './guard.ts';
import { lazyClient } from './sdk-client.ts';

export function lazyOpenAI(address: Address) {
  return lazyClient(async () => {
    const { OpenAI } = await import('openai');
    // Null, because otherwise the SDK would take organisation and project from the environment.
    return new OpenAI({
      ...clientOptions(address.key, address.url),
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
    });
  });
}

export function imageAddress(image: Extract<Block, { type: 'image' }>): string {
  return `data:${image.mediaType};base64,${Buffer.from(image.bytes).toString('base64')}`;
}
