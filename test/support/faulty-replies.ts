/** Replies with a fault, for the test server. */
import type { Protocol, ScriptedReply, ServerFault } from './provider-server.ts';

export const spoken = 'One two three four five.';
export const status = (
  code: number,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): ScriptedReply => ({
  fault: { kind: 'status', status: code, body },
  headers,
});
/** The body of an error as each vendor writes it. */
export const told =
  (code: number, type: string, message: string) =>
  (protocol: Protocol): ScriptedReply =>
    status(
      code,
      protocol === 'anthropic' ? { type: 'error', error: { type, message } } : { error: { type, code: type, message } },
    );
export const broken = (fault: ServerFault): ScriptedReply => ({ text: spoken, fault });
/** A whole stream in place of a reply: each of these as one event without a name. */
export const streamed = (...events: readonly object[]): ScriptedReply => ({
  rewrite: () => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
});
