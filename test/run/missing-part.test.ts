/** A part of the program that has gone while it ran is told as what it is: neither a bug nor a lost connection. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { missingPart } from '../../src/core/missing-part.ts';
import { classify } from '../../src/providers/faults.ts';
import { lazyClient } from '../../src/providers/sdk-client.ts';
import { reportCrash } from '../../src/run/crash-report.ts';

const where = {
  provider: 'openai',
  label: 'OpenAI',
  url: new URL('https://api.openai.com/v1'),
  keyPlace: 'OPENAI_API_KEY',
  keyIsFixed: true,
  secrets: [],
} as const;

async function thrownBy(load: () => unknown): Promise<unknown> {
  try {
    await load();
  } catch (error) {
    return error;
  }
  return assert.fail('it was there');
}

const gone = new URL('gone.js', import.meta.url).href;

test('a module or a script that is not there says so, wherever it is met', async () => {
  const errors = [
    await thrownBy(() => import(gone)),
    await thrownBy(() => createRequire(import.meta.url)('./gone')),
    Object.assign(new Error('no such file'), { code: 'ENOENT', path: '/opt/reprise/dist/grammars.cjs' }),
  ];
  for (const error of errors) {
    assert.match(missingPart(error)?.next ?? '', /start it again/);
    assert.deepEqual(reportCrash(error, { env: {}, now: new Date(0) }), missingPart(error));
    const { problem, retry } = classify(error, { where, model: 'm', models: [], now: 0 });
    assert.deepEqual(problem, missingPart(error));
    assert.equal(retry, 'never');
  }
});

test('other errors are not taken for it', () => {
  const noFile = Object.assign(new Error('no such file'), { code: 'ENOENT', path: '/home/ana/a.txt' });
  for (const error of [noFile, new Error('odd'), 'MODULE_NOT_FOUND', undefined])
    assert.equal(missingPart(error), undefined);
});

test('a client that could not be made once is made at the next request, and then kept', async () => {
  let tries = 0;
  const client = lazyClient(async () => {
    tries += 1;
    if (tries === 1) await import(gone);
    return { made: tries };
  });
  await assert.rejects(client());
  assert.deepEqual(await client(), { made: 2 });
  assert.equal(await client(), await client());
});
