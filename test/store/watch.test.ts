/** Following the folder: what others make, change and remove is told, and nothing else. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type WatchOptions, watchFolder } from '../../src/store/watch.ts';
import { tempFolder } from '../support/temp-home.ts';

/** A watched folder; `told` waits until all of these names have been told. */
function watched(t: TestContext, folder: string, options: WatchOptions = {}) {
  const seen = new Set<string>();
  const calls: (readonly string[])[] = [];
  let wake = () => {};
  const stop = watchFolder(
    folder,
    (paths) => {
      calls.push(paths);
      for (const each of paths) seen.add(path.relative(folder, each));
      wake();
    },
    { settleMs: 10, pollMs: 20, ...options },
  );
  t.after(stop);
  // The watch keeps no program alive, so that the test must.
  const alive = setInterval(() => {}, 1000);
  t.after(() => clearInterval(alive));
  return {
    seen,
    calls,
    stop,
    async told(...names: string[]): Promise<void> {
      while (!names.every((name) => seen.has(name))) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

const limit = { timeout: 60_000 };

for (const [way, options] of [
  ['by the system', {}],
  ['by looking again and again', { poll: true }],
] as const) {
  test(`a new, a grown and a removed session are told (${way})`, limit, async (t) => {
    const folder = tempFolder(t);
    fs.writeFileSync(path.join(folder, 'old.jsonl'), 'x');
    fs.writeFileSync(path.join(folder, 'gone.jsonl'), 'x');
    const { told, seen, calls } = watched(t, folder, options);
    // While polling, the first look decides what is new: repeat until it has been taken.
    const grow = setInterval(() => fs.appendFileSync(path.join(folder, 'old.jsonl'), 'more'), 30);
    t.after(() => clearInterval(grow));
    await told('old.jsonl');
    clearInterval(grow);
    fs.writeFileSync(path.join(folder, 'new.jsonl'), 'x');
    fs.rmSync(path.join(folder, 'gone.jsonl'));
    await told('new.jsonl', 'gone.jsonl');
    assert.deepEqual([...seen].sort(), ['gone.jsonl', 'new.jsonl', 'old.jsonl']);
    assert.ok(calls.flat().every((each) => path.dirname(each) === folder));
  });

  test(`what stands beside sessions is not told (${way})`, limit, async (t) => {
    const folder = tempFolder(t);
    const { told, seen } = watched(t, folder, options);
    for (const name of ['a.jsonl.partial', 'a.jsonl.lock.db', 'a.jsonl.torn-5', '.a.jsonl.x.tmp', 'notes.txt']) {
      fs.writeFileSync(path.join(folder, name), 'x');
    }
    const grow = setInterval(() => fs.appendFileSync(path.join(folder, 'last.jsonl'), 'x'), 30);
    t.after(() => clearInterval(grow));
    await told('last.jsonl');
    assert.deepEqual([...seen], ['last.jsonl']);
  });

  test(`a folder that is made later is followed from then on (${way})`, limit, async (t) => {
    const folder = path.join(tempFolder(t), 'later');
    const { told } = watched(t, folder, options);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'first.jsonl'), 'x');
    const grow = setInterval(() => fs.appendFileSync(path.join(folder, 'first.jsonl'), 'x'), 30);
    t.after(() => clearInterval(grow));
    await told('first.jsonl');
    fs.writeFileSync(path.join(folder, 'second.jsonl'), 'x');
    await told('second.jsonl');
  });

  test(`a folder that is removed and made again is followed again (${way})`, limit, async (t) => {
    const folder = path.join(tempFolder(t), 'sessions');
    fs.mkdirSync(folder);
    const { told } = watched(t, folder, options);
    fs.rmSync(folder, { recursive: true });
    fs.mkdirSync(folder);
    const grow = setInterval(() => fs.appendFileSync(path.join(folder, 'again.jsonl'), 'x'), 30);
    t.after(() => clearInterval(grow));
    await told('again.jsonl');
  });
}

test(
  'a folder that is moved away: what was known of it is told, and again what is there when it comes back',
  limit,
  async (t) => {
    const folder = path.join(tempFolder(t), 'sessions');
    fs.mkdirSync(folder);
    for (const name of ['a.jsonl', 'b.jsonl']) fs.writeFileSync(path.join(folder, name), 'x');
    const { told, seen } = watched(t, folder, { knownFiles: () => [path.join(folder, 'a.jsonl')] });
    fs.renameSync(folder, `${folder}-away`);
    await told('a.jsonl');
    assert.deepEqual([...seen], ['a.jsonl']);
    seen.clear();
    fs.renameSync(`${folder}-away`, folder);
    await told('a.jsonl', 'b.jsonl');
  },
);

test('changes that come together are told together', limit, async (t) => {
  const folder = tempFolder(t);
  const { told, calls } = watched(t, folder, { settleMs: 150 });
  for (let i = 0; i < 50; i++) fs.writeFileSync(path.join(folder, `s${i}.jsonl`), 'x');
  await told(...Array.from({ length: 50 }, (_, i) => `s${i}.jsonl`));
  assert.ok(calls.length <= 3, `${calls.length} calls`);
});

test('after stopping nothing is told any more', limit, async (t) => {
  const folder = tempFolder(t);
  const one = watched(t, folder);
  const other = watched(t, folder);
  one.stop();
  fs.writeFileSync(path.join(folder, 'a.jsonl'), 'x');
  await other.told('a.jsonl');
  assert.deepEqual(one.calls, []);
});
