/** What every provider keeps to, whatever is behind it: run on all four. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReplyEvent } from '../../src/core/reply.ts';
import type { Provider } from '../../src/ports.ts';
import { ask, collect } from '../support/provider-setup.ts';

/** A provider in one of the situations that the contract is about. */
export interface ProviderUnderContract {
  /** Answers at length to any prompt. */
  readonly talkative: () => Promise<Provider>;
  /** How many requests the one that was made last has been sent. */
  readonly asked: () => number;
  /** Has sent the first piece of text and then sends nothing for long. */
  readonly slow: () => Promise<Provider>;
  /** Answers with a text that holds `whole` somewhere. */
  readonly saying: (whole: string) => Promise<Provider>;
  /** Whether it counts tokens. */
  readonly counts: boolean;
}

const hardText = 'Ärger 👩‍👩‍👧‍👦 in 東京: 🇩🇪 é';

export function providerContract(name: string, under: ProviderUnderContract): void {
  describe(`${name} keeps the provider contract`, () => {
    it('begins with started, then text, and ends with exactly one done', async () => {
      const { events, text, end } = await collect(await under.talkative(), ask('Tell me about sessions.'));
      assert.equal(events[0]?.type, 'started');
      assert.ok(text.length > 20);
      assert.equal(end?.type, 'done');
      assert.equal(events.filter(isEnd).length, 1);
      assert.ok(isEnd(events.at(-1)));
    });

    it('has sent nothing when it is ready, and answers then as ever', async () => {
      const provider = await under.talkative();
      await provider.prepare();
      await provider.prepare();
      assert.equal(under.asked(), 0);
      assert.equal((await collect(provider, ask('Tell me about sessions.'))).end?.type, 'done');
    });

    it('tells the model that answers', async () => {
      const { events } = await collect(await under.talkative(), ask('Tell me about sessions.'));
      const started = events.find((event) => event.type === 'started');
      assert.ok(started?.type === 'started' && started.model !== '');
    });

    it('gives the tokens at the end, or none where there are none to count', async () => {
      const { end } = await collect(await under.talkative(), ask('Tell me about sessions.'));
      assert.ok(end?.type === 'done');
      if (!under.counts) return assert.equal(end.usage, undefined);
      assert.ok(end.usage && end.usage.input > 0 && end.usage.output > 0);
    });

    it('stops at once when it is aborted in the middle, and says nothing more', async () => {
      const waits: number[] = [];
      // Three times, since a busy machine may pause the whole process at any moment.
      for (let round = 0; round < 3; round += 1) {
        const abort = new AbortController();
        let abortedAt = 0;
        const { events, end } = await collect(await under.slow(), ask('Tell me about sessions.'), {
          signal: abort.signal,
          onEvent: (event) => {
            if (event.type !== 'text' || abortedAt > 0) return;
            abortedAt = performance.now();
            setImmediate(() => abort.abort());
          },
        });
        waits.push(performance.now() - abortedAt);
        assert.ok(end?.type === 'stopped' && end.stop === 'aborted' && end.problem.code === 'aborted');
        assert.equal(events.filter(isEnd).length, 1);
        assert.ok(events.some((event) => event.type === 'text'));
      }
      assert.ok(Math.min(...waits) < 1000, `It took ${waits.map(Math.round).join(', ')} ms.`);
    });

    it('asks nothing when it is aborted before it begins', async () => {
      const { events, end } = await collect(await under.talkative(), ask('Hello'), { signal: AbortSignal.abort() });
      assert.ok(end?.type === 'stopped' && end.stop === 'aborted');
      assert.equal(events.length, 1);
    });

    it('can be left in the middle without an end', async () => {
      for await (const event of (await under.slow()).stream(
        ask('Tell me about sessions.'),
        new AbortController().signal,
      )) {
        if (event.type === 'text') break;
      }
    });

    it('answers two at once, each with its own events', async () => {
      const provider = await under.talkative();
      const [one, two] = await Promise.all([
        collect(provider, ask('Tell me about sessions.')),
        collect(provider, ask('Tell me about sessions.')),
      ]);
      assert.equal(one.end?.type, 'done');
      assert.equal(two.end?.type, 'done');
      assert.equal(one.text, two.text);
    });

    it('passes every character whole', async () => {
      const { events, text } = await collect(await under.saying(hardText), ask('Tell me about sessions.'));
      assert.ok(text.includes(hardText));
      for (const event of events) if (event.type === 'text') assert.ok(event.delta.isWellFormed());
    });

    it('lists models', async () => {
      const models = await (await under.talkative()).models();
      assert.ok(models.ok && models.value.length > 0);
    });
  });
}

function isEnd(event: ReplyEvent | undefined): boolean {
  return event?.type === 'done' || event?.type === 'stopped';
}
