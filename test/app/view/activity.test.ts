/** The line of the last 14 days under the list. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activityOf } from '../../../src/app/view/activity.ts';
import type { SessionSummary } from '../../../src/core/session.ts';

process.env.TZ = 'UTC';

/** Sessions with their ends, newest first, as the list has them. */
function ended(...ends: readonly (readonly [string, number])[]): readonly SessionSummary[] {
  return ends.map(([time, turnCount]) => ({ endTime: Date.parse(time), turnCount }) as SessionSummary);
}

test('each session counts its turns for the day on which it was last used, a session without turns as one', () => {
  const now = Date.parse('2026-11-22T14:00:00Z');
  const sessions = ended(
    ['2026-11-22T15:00:00Z', 2],
    ['2026-11-22T00:00:00Z', 1],
    ['2026-11-21T23:59:59Z', 4],
    ['2026-11-09T00:00:00Z', 0],
    ['2026-11-08T23:59:59Z', 9],
  );
  assert.deepEqual(activityOf(sessions, now), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 3]);
  assert.equal(activityOf(sessions, now), activityOf(sessions, now), 'counted once for one list and one day');
});

test('the day on which the clocks are put back has 25 hours and is one day', (t) => {
  t.after(() => {
    process.env.TZ = 'UTC';
  });
  process.env.TZ = 'Europe/Berlin';
  const now = Date.parse('2026-10-27T12:00:00+01:00');
  const sessions = ended(
    ['2026-10-25T23:30:00+01:00', 1],
    ['2026-10-25T00:30:00+02:00', 1],
    ['2026-10-24T23:30:00+02:00', 5],
  );
  assert.deepEqual(activityOf(sessions, now).slice(-4), [5, 2, 0, 0]);
});
