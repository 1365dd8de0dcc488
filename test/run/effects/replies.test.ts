/** Replies on their way from a provider to the disk and the screen. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import type { Msg } from '../../../src/app/msg.ts';
import { problem } from '../../../src/core/problem.ts';
import type { ReplyEvent } from '../../../src/core/reply.ts';
import type { Provider } from '../../../src/ports.ts';
import { replyEffects } from '../../../src/run/effects/replies.ts';

const stopped: ReplyEvent = { type: 'stopped', stop: 'aborted', problem: problem('aborted', 'The reply was stopped.') };

it('what had come but was not shown yet when a reply was stopped is kept nowhere', async () => {
  const kept: string[] = [];
  const said: Msg[] = [];
  const shown = new EventTarget();
  const provider: Provider = {
    name: 'compatible',
    destination: { host: 'localhost', isVendor: false, warning: '' },
    async prepare() {},
    async models() {
      return { ok: true, value: [] };
    },
    async *stream(_request, signal) {
      const first = once(shown, 'told');
      yield { type: 'text', delta: 'One ' };
      await first;
      yield { type: 'text', delta: 'two ' };
      // The second word waits for its pace; in that moment somebody presses Escape.
      replies.handlers.abortReply?.({ type: 'abortReply', id: 's' });
      assert.ok(signal.aborted);
      yield stopped;
    },
  };
  const replies = replyEffects(
    {
      services: { provider: async () => provider },
      dispatch(msg) {
        said.push(msg);
        shown.dispatchEvent(new Event('told'));
      },
    },
    { get: () => ({ delta: (_id, _parent, text) => kept.push(text) }) },
  );
  await replies.handlers.startReply?.({
    type: 'startReply',
    id: 's',
    replyId: 'r',
    parent: null,
    provider: 'compatible',
    model: 'm',
    system: '',
    messages: [],
  });
  assert.deepEqual(kept, ['One ']);
  assert.deepEqual(said, [{ type: 'replyEvents', id: 's', replyId: 'r', events: [{ type: 'text', delta: 'One ' }] }]);
});
