import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, Socket } from 'node:net';
import { describe, mock, type TestContext, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { request } from '../../src/providers/transport.ts';
import { localCertificate } from '../support/provider-certificate.ts';

async function serve(test: TestContext, listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const get = { method: 'GET', headers: new Headers(), body: undefined, signal: undefined };

describe('bodies that a server compresses although plain bytes were asked for', () => {
  const text = 'a word of it, 中文 and 👩‍👩‍👧. '.repeat(2000);
  const rows: readonly (readonly [string, Buffer])[] = [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['identity', Buffer.from(text)],
  ];
  for (const [encoding, bytes] of rows) {
    test(encoding, async (t) => {
      const url = await serve(t, (incoming, response) => {
        assert.equal(incoming.headers['accept-encoding'], 'identity');
        response.setHeader('content-encoding', encoding).end(bytes);
      });
      assert.equal(await (await request(url, get)).text(), text);
    });
  }

  test('an unknown one is refused, a damaged one breaks the body', async (t) => {
    const url = await serve(t, (incoming, response) => {
      response.setHeader('content-encoding', incoming.url === '/odd' ? 'rot13' : 'gzip').end('nothing of the kind');
    });
    await assert.rejects(request(new URL('/odd', url), get), { code: 'ERR_UNKNOWN_ENCODING' });
    await assert.rejects((await request(url, get)).text(), { code: 'Z_DATA_ERROR' });
  });
});

test('a silent line is asked once a minute whether it is alive, directly and in a tunnel', async (t) => {
  const asks = mock.method(Socket.prototype, 'setKeepAlive');
  t.after(() => asks.mock.restore());
  const url = await serve(t, (_incoming, response) => response.end('Hi.'));
  await (await request(url, get)).text();
  const server = createServer();
  server.on('connect', (_incoming, socket) => socket.on('error', () => {}).write('HTTP/1.1 200 OK\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const before = process.env.https_proxy;
  process.env.https_proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.after(() => {
    if (before === undefined) delete process.env.https_proxy;
    else process.env.https_proxy = before;
  });
  const directly = asks.mock.callCount();
  const abort = new AbortController();
  const tunnelled = request(new URL('https://models.example/'), { ...get, signal: abort.signal });
  await once(server, 'connect');
  while (asks.mock.callCount() === directly) await new Promise(setImmediate);
  abort.abort();
  await assert.rejects(tunnelled);
  const told = asks.mock.calls.map((call) => call.arguments);
  assert.ok(directly > 0 && told.length > directly);
  assert.deepEqual(
    told.filter(([isOn, afterMs]) => isOn !== true || afterMs !== 60_000),
    [],
  );
});

test('a kept connection that the server closed in the meantime is made anew, unseen', async (t) => {
  let asked = 0;
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    let onThisConnection = 0;
    socket.on('error', () => {});
    socket.on('data', () => {
      asked += 1;
      onThisConnection += 1;
      // As a server does whose patience has just run out: the second request meets a closed door.
      if (onThisConnection === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  assert.equal(await (await request(url, get)).text(), 'fine');
  // The connection is kept once the answer has been read and the turn is over.
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await (await request(url, { ...get, method: 'POST', body: '{}' })).text(), 'fine');
  assert.equal(asked, 3);
});

test('whatever has been sent arrives, though the server then says nothing more', async (t) => {
  for (const count of [1, 2, 3, 10]) {
    let arrived = '';
    const url = await serve(t, async (_, response) => {
      response.setHeader('content-type', 'text/event-stream');
      for (let round = 0; round < 3; round += 1) {
        for (let i = 0; i < count; i += 1) response.write(`${round}${i}\n\n`);
        // Nothing comes before the last piece has been seen.
        while (!arrived.includes(`${round}${count - 1}\n\n`)) await new Promise((resolve) => setTimeout(resolve, 5));
      }
      response.end('end');
    });
    const decoder = new TextDecoder();
    for await (const piece of (await request(url, get)).body ?? []) arrived += decoder.decode(piece);
    assert.match(arrived, /^00\n.*20\n.*end$/s);
  }
});

test('a reply over TLS is looked at as a whole, not record by record', async (t) => {
  const words = Array.from({ length: 200 }, (_, index) => `data: ${index}\n\n`);
  const server = createTlsServer(localCertificate, async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const word of words) {
      response.write(word);
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  t.after(() => {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  });
  const { body } = await request(new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`), get);
  const decoder = new TextDecoder();
  let arrived = '';
  let looks = 0;
  for await (const piece of body ?? []) {
    arrived += decoder.decode(piece);
    looks += 1;
  }
  assert.equal(arrived, words.join(''));
  assert.ok(looks < 60, `${looks} looks`);
});

test('of an error that goes on without end the beginning is told, a web page without end is broken off', async (t) => {
  const url = await serve(t, (incoming, response) => {
    response.writeHead(incoming.url === '/page' ? 200 : 500, { 'content-type': 'text/html' });
    const more = () => {
      while (!response.destroyed && response.write('no '.repeat(10_000)));
    };
    response.on('drain', more);
    more();
  });
  const text = await (await request(url, get)).text();
  assert.match(text, /^no no /);
  assert.ok(text.length < 200_000, String(text.length));
  await assert.rejects((await request(new URL('/page', url), get)).text(), { code: 'ERR_BODY_TOO_LONG' });
});

test('an event without end is broken off, a stream of events may be as long as it likes', async (t) => {
  const url = await serve(t, (incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const piece = `data: ${'no '.repeat(100_000)}${incoming.url === '/events' ? '\r\n\r\n' : ''}`;
    let left = 150;
    const more = () => {
      while (left-- > 0) if (!response.write(piece)) return;
      response.end();
    };
    response.on('drain', more);
    more();
  });
  let size = 0;
  for await (const piece of (await request(new URL('/events', url), get)).body ?? []) size += piece.length;
  assert.ok(size > 40_000_000, String(size));
  await assert.rejects((await request(url, get)).text(), { code: 'ERR_BODY_TOO_LONG' });
});

test('an abort breaks the body off; a redirect and an odd status are refused', async (t) => {
  const url = await serve(t, (incoming, response) => {
    if (incoming.url === '/moved') response.writeHead(307, { location: 'http://elsewhere.example/' }).end();
    else if (incoming.url === '/odd') response.writeHead(777).end();
    else if (incoming.url === '/empty') response.writeHead(204).end();
    else response.write('the beginning');
  });
  await assert.rejects(request(new URL('/moved', url), get), /redirect/);
  await assert.rejects(request(new URL('/odd', url), get), { code: 'HPE_INVALID_STATUS' });
  assert.equal((await request(new URL('/empty', url), get)).body, null);
  const controller = new AbortController();
  const response = await request(url, { ...get, signal: controller.signal });
  const reader = response.body?.getReader();
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), 'the beginning');
  const rest = reader?.read();
  controller.abort();
  await assert.rejects(async () => rest);
});

test('a server that wants to speak something else is refused, one that closes without a word is lost', async (t) => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      if (bytes.includes('/quiet')) socket.end();
      else socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await assert.rejects(request(url, get), { code: 'HPE_INVALID_STATUS' });
  await assert.rejects(request(new URL('/quiet', url), get), { code: 'ECONNRESET' });
});
