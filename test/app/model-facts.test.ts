/** Windows and prices of models: which are asked for, and when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { State } from '../../src/app/state.ts';
import { beginReply } from '../../src/core/reply.ts';
import { asked, begin, claude, facts, listed, now, read, run, summary, tick, timers } from '../support/priced-world.ts';

test('the models of the list are asked for once each, after the list stands', () => {
  const sessions = [
    summary(),
    summary({ id: 'sess_2', model: 'claude' }),
    summary({ id: 'sess_3', provider: 'openai', model: 'mini' }),
    summary({ id: 'sess_4', model: '' }),
  ];
  const first = run(begin(), { type: 'sessionsListed', request: 1, sessions, final: false });
  assert.deepEqual(timers(first.effects).includes('facts:list'), false, 'not while the list is being read');
  const whole = run(first.state, listed(...sessions));
  assert.ok(timers(whole.effects).includes('facts:list'));
  assert.deepEqual(asked(whole.effects), [], 'not before the first screen');
  const ticked = run(whole.state, tick('facts:list'));
  assert.deepEqual(asked(ticked.effects), ['anthropic/claude', 'openai/mini']);
  const known = run(ticked.state, facts('anthropic/claude', claude), tick('facts:list'));
  assert.deepEqual(asked(known.effects), ['openai/mini']);
});

test('a conversation that is shown, read or given another model has its models asked for', () => {
  const shown = run(begin(), listed(summary()));
  assert.ok(timers(shown.effects).includes('facts:shown'));
  const told = run(shown.state, read(shown.state));
  assert.deepEqual(timers(told.effects), ['facts:shown']);
  assert.deepEqual(asked(run(told.state, tick('facts:shown')).effects), ['anthropic/claude', 'openai/mini']);
  const moved = run(told.state, { type: 'setModel', model: 'opus' });
  assert.deepEqual(timers(moved.effects), ['facts:shown']);
  assert.ok(asked(run(moved.state, tick('facts:shown')).effects).includes('anthropic/opus'));
  assert.deepEqual(timers(run(told.state, { type: 'focus', to: 'next' }).effects), [], 'other keys ask for nothing');
});

test('the first words of a reply do not wait for prices: they are asked for a little later', () => {
  const told = run(begin(), listed(summary())).state;
  const opened = run(told, read(told)).state;
  const one = opened.conversations.get('sess_1');
  assert.ok(one);
  const replying = (startedAt: number): State => ({
    ...opened,
    conversations: new Map([['sess_1', { ...one, reply: beginReply('r', null, 'anthropic', 'claude', startedAt) }]]),
  });
  const early = run(replying(now - 100), tick('facts:shown')).effects;
  assert.deepEqual([asked(early), timers(early)], [[], ['facts:shown']]);
  assert.deepEqual(asked(run(replying(now - 5000), tick('facts:shown')).effects), ['anthropic/claude', 'openai/mini']);
});
