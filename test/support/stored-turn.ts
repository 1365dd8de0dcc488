/** A session of one turn for tests of the command line, made by the store itself: quicker than requesting a reply. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createStore } from '../../src/store/store.ts';
import type { Cli } from './cli.ts';

let turns = 0;

/** Each one second later than the one before. */
export async function storeTurn(cli: Cli, name: string, prompt = `question in ${name}`): Promise<void> {
  turns += 1;
  const now = Date.UTC(2026, 4, 2, 13, 20, turns);
  const clock = { now: () => now, newId: (kind: string) => `${kind}_${randomUUID()}` };
  const store = createStore({ directory: cli.sessions, clock, sync: 'none' });
  const opened = await store.create({ name, provider: 'offline', model: 'offline', cwd: cli.home });
  assert.ok(opened.ok);
  const session = opened.value;
  const question = await session.append({
    id: clock.newId('msg'),
    parent: null,
    role: 'user',
    content: prompt,
    timestamp: now,
  });
  assert.ok(question.ok);
  const reply = {
    provider: 'offline',
    model: 'offline',
    stop: 'end',
    content: `answer to ${prompt}`,
    timestamp: now,
  } as const;
  assert.ok(
    (await session.append({ id: clock.newId('msg'), parent: question.value.id, role: 'assistant', ...reply })).ok,
  );
  assert.ok((await session.close()).ok);
}
