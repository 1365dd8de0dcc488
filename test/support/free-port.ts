/** A port on which nobody listens, and nobody begins to: for tests of addresses where nothing answers. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { atEnd, type Ending } from './at-end.ts';

/**
 * The client end of a connection that stays open as long as the test: the system refuses connections to its port, and
 * does not give the port to anybody who asks for any free one. Only a server that names it could listen on it.
 */
export async function portNobodyListensOn(t: Ending): Promise<number> {
  const far = createServer();
  far.listen(0, '127.0.0.1');
  await once(far, 'listening');
  const near = connect({ host: '127.0.0.1', port: (far.address() as AddressInfo).port, localAddress: '127.0.0.1' });
  const [[accepted]] = await Promise.all([once(far, 'connection'), once(near, 'connect')]);
  atEnd(t, () => {
    near.destroy();
    accepted.destroy();
    far.close();
  });
  assert.ok(near.localPort !== undefined);
  return near.localPort;
}
