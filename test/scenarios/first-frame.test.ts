/** What `reprise session -r` draws first: the session with its text, or, on a slow disk, everything else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StartWith } from '../../src/app/msg.ts';
import type { SessionSummary } from '../../src/core/session.ts';
import { type Disk, nodeDisk } from '../../src/store/disk.ts';
import { openScenario, type ScenarioOptions } from '../support/scenario.ts';
import { storeSession } from '../support/stored.ts';

/** Resumes the only session, on this disk; resolves with the first frame, as it was sent. */
async function firstFrame(
  t: Parameters<typeof openScenario>[0],
  given: Pick<ScenarioOptions, 'disk' | 'firstTextMs'>,
  prepared = () => {},
) {
  let session: SessionSummary | undefined;
  const options: ScenarioOptions = {
    ...given,
    prepare: async (services) => {
      await storeSession(services, 'talk', [
        { role: 'user', content: 'How does it end?' },
        { role: 'assistant', content: 'With **bold** words.' },
      ]);
      [session] = (await services.store.list()).sessions;
      prepared();
    },
    get open(): StartWith {
      return session ? { kind: 'resume', session } : { kind: 'list' };
    },
  };
  const app = await openScenario(t, options);
  await app.mounted.until(() => app.mounted.paints.length > 0, 'the first frame is drawn');
  return { app, sent: app.mounted.output() };
}

test('a session that is resumed is drawn with its text at once, as Markdown', async (t) => {
  const { sent } = await firstFrame(t, { firstTextMs: 60_000 });
  assert.match(sent, /bold/);
  assert.doesNotMatch(sent, /\*\*/);
});

test('a disk that does not answer holds up the text, not the screen', async (t) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let slow = false;
  const disk: Disk = {
    ...nodeDisk,
    async read(fd, into, position) {
      if (slow) await released;
      return nodeDisk.read(fd, into, position);
    },
  };
  const { app, sent } = await firstFrame(t, { disk }, () => {
    slow = true;
  });
  assert.match(sent, /talk/);
  assert.doesNotMatch(sent, /bold/);
  release();
  await app.sees('With bold words.');
});
