/** Dollars and windows: from the user's tables, else from the data set, else not at all. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as data from '@pydantic/genai-prices';
import { contextWindow, costOf } from '../../src/core/price.ts';

const million = { input: 1_000_000, output: 1_000_000 };
const near = (value: number | undefined, expected: number) =>
  assert.ok(value !== undefined && Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`);

describe('what a reply costs', () => {
  it("is the data set's price for a model that it knows", () => {
    near(costOf({ provider: 'openai', model: 'gpt-4o-mini' }, million, {}, data), 0.75);
    near(costOf({ provider: 'anthropic', model: 'claude-haiku-4-5' }, million, {}, data), 6);
  });

  it('counts cached input at its own price, as a part of the input', () => {
    const full = costOf({ provider: 'openai', model: 'gpt-4o-mini' }, { input: 1000, output: 0 }, {}, data) ?? 0;
    const cached =
      costOf({ provider: 'openai', model: 'gpt-4o-mini' }, { input: 1000, output: 0, cached: 1000 }, {}, data) ?? 0;
    near(cached, full / 2);
  });

  it('counts input that a cache was told to remember at its own price', () => {
    const cost = (usage: object) =>
      costOf({ provider: 'anthropic', model: 'claude-haiku-4-5' }, { input: 1_000_000, output: 0, ...usage }, {}, data);
    near(cost({}), 1);
    near(cost({ cacheWritten: 1_000_000 }), 1.25);
    near(cost({ cached: 600_000, cacheWritten: 300_000 }), 0.6 * 0.1 + 0.3 * 1.25 + 0.1);
    // More than all of it is not possible, whatever a server says.
    near(cost({ cached: 1_000_000, cacheWritten: 1_000_000 }), 0.1);
  });

  it("is the user's own price before any other, also for what a cache knew", () => {
    const usage = { input: 1_000_000, output: 0, cached: 600_000, cacheWritten: 300_000 };
    near(costOf({ provider: 'anthropic', model: 'm' }, usage, { m: { input: 3, output: 0 } }, data), 3);
    near(
      costOf({ provider: 'anthropic', model: 'm' }, usage, { m: { input: 3, output: 0, cached: 1, cacheWritten: 5 } }),
      0.3 + 0.6 + 1.5,
    );
  });

  it("is the user's own price before any other", () => {
    const table = { 'gpt-4o-mini': { input: 1, output: 2 } };
    near(costOf({ provider: 'openai', model: 'gpt-4o-mini' }, { input: 500_000, output: 250_000 }, table, data), 1);
    near(costOf({ provider: 'compatible', model: 'my-model' }, million, { 'my-model': { input: 3, output: 4 } }), 7);
  });

  it("is unknown for an unknown model, without the data set, and for a local model with a paid one's name", () => {
    assert.equal(costOf({ provider: 'openai', model: 'no-such-model' }, million, {}, data), undefined);
    assert.equal(costOf({ provider: 'openai', model: 'gpt-4o-mini' }, million), undefined);
    assert.equal(costOf({ provider: 'compatible', model: 'gpt-4o-mini' }, million, {}, data), undefined);
    assert.equal(costOf({ provider: 'openai', model: '' }, million, {}, data), undefined);
  });

  it("is known for a router's model, whose name says the vendor", () => {
    assert.ok((costOf({ provider: 'compatible', model: 'anthropic/claude-sonnet-4' }, million, {}, data) ?? 0) > 0);
  });

  it('is nothing for offline', () => {
    assert.equal(costOf({ provider: 'offline', model: 'offline' }, million, {}, data), 0);
  });

  it('is not fooled by names that every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      assert.equal(costOf({ provider: 'openai', model: name }, million, {}, data), undefined);
      assert.equal(contextWindow({ provider: 'openai', model: name }, {}, data), undefined);
    }
  });

  it('is unknown where the counts contradict each other, and never an error', () => {
    const broken = { calcPrice: () => assert.fail('refused') };
    assert.equal(costOf({ provider: 'openai', model: 'gpt-4o-mini' }, million, {}, broken), undefined);
  });
});

describe("what a model's window holds", () => {
  it("is the user's own figure, else the data set's, else unknown", () => {
    assert.equal(contextWindow({ provider: 'anthropic', model: 'claude-haiku-4-5' }, {}, data), 200_000);
    assert.equal(
      contextWindow({ provider: 'anthropic', model: 'claude-haiku-4-5' }, { 'claude-haiku-4-5': 5 }, data),
      5,
    );
    assert.equal(contextWindow({ provider: 'compatible', model: 'llama3.2' }, {}, data), undefined);
    assert.equal(contextWindow({ provider: 'compatible', model: 'llama3.2' }, { 'llama3.2': 8192 }, data), 8192);
  });
});
