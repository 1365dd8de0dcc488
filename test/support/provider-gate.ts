/** Replies that a test lets through one by one. */
import type { ProviderServer, RecordedRequest, Script, ScriptedReply } from './provider-server.ts';

export interface Gate {
  readonly script: Script;
  /** Lets the next reply through: one that was already requested, or the next that will be. */
  open(reply: ScriptedReply): void;
}

export function createGate(): Gate {
  const replies: ScriptedReply[] = [];
  const waiting: ((reply: ScriptedReply) => void)[] = [];
  return {
    script: () => {
      const ready = replies.shift();
      if (ready) return ready;
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    open(reply) {
      const next = waiting.shift();
      if (next) next(reply);
      else replies.push(reply);
    },
  };
}

/** The texts of the requests for replies, as they were sent. */
export function bodies(server: ProviderServer): readonly string[] {
  return server.requests.filter((request: RecordedRequest) => request.method === 'POST').map((one) => one.raw);
}
