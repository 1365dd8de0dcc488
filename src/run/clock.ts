/** The real clock, and globally unique ids. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  newId: (kind) => `${kind}_${randomUUID().replaceAll('-', '')}`,
};
