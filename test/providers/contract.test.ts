/** The provider contract on all four providers. */
import { after } from 'node:test';
import type { Provider } from '../../src/ports.ts';
import { providerContract } from '../contract/provider.ts';
import { type ScriptedReply, startProviderServer } from '../support/provider-server.ts';
import { protocols, providerAt } from '../support/provider-setup.ts';

const closers: (() => Promise<void>)[] = [];
after(() => Promise.all(closers.map((close) => close())));

for (const protocol of protocols) {
  let asked = (): number => 0;
  const replying = async (reply: ScriptedReply): Promise<Provider> => {
    const server = await startProviderServer(() => reply);
    closers.push(server.close);
    asked = () => server.requests.length;
    return providerAt(protocol, server);
  };
  providerContract(protocol, {
    talkative: () => replying({ text: 'A session is one conversation, kept in one file on this machine.' }),
    asked: () => asked(),
    slow: () => replying({ text: 'A session is one conversation.', fault: { kind: 'stall', after: 1 } }),
    saying: (text) => replying({ text: [text], chunkBytes: 1 }),
    counts: true,
  });
}

const nowhere = { port: 0, url: () => '', requests: [], until: async () => {}, close: async () => {} };
const passage = (text: string) => ({ sessionName: 'trip', timestamp: 0, role: 'user', text });

providerContract('offline', {
  talkative: async () => providerAt('offline', nowhere),
  asked: () => 0,
  slow: async () => providerAt('offline', nowhere),
  saying: async (text) => providerAt('offline', nowhere, { passages: [passage(`Sessions: ${text}`)] }),
  counts: false,
});
