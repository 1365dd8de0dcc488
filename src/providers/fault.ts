/** A failure of a request, classified: what to say, and whether the same request may be sent again. */
import type { Problem } from '../core/problem.ts';
import type { RetryMood } from './retry-after.ts';
import type { Where } from './where.ts';

export interface Fault {
  readonly problem: Problem;
  /** `never`, or how patiently the same request may be sent again. */
  readonly retry: 'never' | RetryMood;
}

export interface FaultContext {
  readonly where: Where;
  readonly model: string;
  /** The server's model names, if known: to suggest the nearest. */
  readonly models?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}
