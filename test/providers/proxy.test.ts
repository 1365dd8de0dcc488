/** Proxies of the environment: which holds for which address, that they are used, and how their failures are told. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { proxyFor } from '../../src/providers/proxy.ts';
import { request } from '../../src/providers/transport.ts';
import { createCli } from '../support/cli.ts';
import { localCertificate } from '../support/provider-certificate.ts';
import { openServer } from '../support/provider-server.ts';

describe('which proxy an address is asked through', () => {
  const p = 'http://proxy.example:3128';
  const through = `${p}/`;
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, string | undefined])[] = [
    ['https://models.example/v1', {}, undefined],
    ['https://models.example/v1', { HTTPS_PROXY: p }, through],
    ['https://models.example/v1', { https_proxy: p, HTTPS_PROXY: 'http://other.example' }, through],
    ['https://models.example/v1', { https_proxy: ' ', HTTPS_PROXY: p }, through],
    ['https://models.example/v1', { HTTP_PROXY: p }, undefined],
    ['http://models.example/v1', { HTTP_PROXY: p }, through],
    ['http://models.example/v1', { HTTPS_PROXY: p }, undefined],
    ['https://models.example/v1', { ALL_PROXY: p }, through],
    ['https://models.example/v1', { HTTPS_PROXY: 'proxy.example:3128' }, through],
    ['https://models.example/v1', { HTTPS_PROXY: 'HTTP://proxy.example:3128/path?query' }, through],
    ['https://models.example/v1', { HTTPS_PROXY: 'http://[2001:db8::1]:3128' }, 'http://[2001:db8::1]:3128/'],
    ['http://localhost:11434/v1', { HTTP_PROXY: p, ALL_PROXY: p }, undefined],
    ['https://127.0.0.1/v1', { HTTPS_PROXY: p }, undefined],
    ['https://[::1]/v1', { HTTPS_PROXY: p }, undefined],
    ['https://models.example/v1', { HTTPS_PROXY: p, NO_PROXY: '*' }, undefined],
    ['https://models.example/v1', { HTTPS_PROXY: p, NO_PROXY: 'a.example, models.example' }, undefined],
    ['https://models.example/v1', { HTTPS_PROXY: p, no_proxy: 'a.example MODELS.example' }, undefined],
    ['https://eu.models.example/v1', { HTTPS_PROXY: p, NO_PROXY: 'models.example' }, undefined],
    ['https://eu.models.example/v1', { HTTPS_PROXY: p, NO_PROXY: '.models.example' }, undefined],
    ['https://eu.models.example/v1', { HTTPS_PROXY: p, NO_PROXY: '*.models.example' }, undefined],
    ['https://mymodels.example/v1', { HTTPS_PROXY: p, NO_PROXY: 'models.example,,' }, through],
    ['https://models.example/v1', { HTTPS_PROXY: p, NO_PROXY: 'models.example:443' }, undefined],
    ['https://models.example/v1', { HTTPS_PROXY: p, NO_PROXY: 'models.example:8443' }, through],
    ['https://10.1.2.3/v1', { HTTPS_PROXY: p, NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.1.2.3/v1', { HTTPS_PROXY: p, NO_PROXY: '10.0.0.0/8,11.0.0.0/99,x/8' }, through],
    ['https://[2001:db8::5]/v1', { HTTPS_PROXY: p, NO_PROXY: '2001:db8::/32' }, undefined],
    ['https://[2001:db8::5]/v1', { HTTPS_PROXY: p, NO_PROXY: '[2001:db8::5]:443' }, undefined],
  ];
  for (const [address, env, expected] of rows) {
    test(`${address} with ${JSON.stringify(env)}`, () => {
      assert.equal(proxyFor(new URL(address), env)?.url.href, expected);
    });
  }

  test('its name and password are a header, never part of the address', () => {
    const proxy = proxyFor(new URL('https://models.example'), { HTTPS_PROXY: 'http://me:a%40b%zz@proxy.example' });
    assert.equal(proxy?.url.href, 'http://proxy.example/');
    assert.equal(proxy?.authorization, `Basic ${Buffer.from('me:a%40b%zz').toString('base64')}`);
    const encoded = proxyFor(new URL('https://models.example'), { HTTPS_PROXY: 'me:a%40b@proxy.example' });
    assert.equal(encoded?.authorization, `Basic ${Buffer.from('me:a@b').toString('base64')}`);
  });
});

describe('a request through a proxy', () => {
  const remote = 'http://models.example/v1';
  const secure = 'https://models.example/v1';
  const talking = (t: TestContext, proxy: string, baseUrl: string, more: Readonly<Record<string, string>> = {}) => {
    const cli = createCli(t, {
      REPRISE_PROVIDER: 'compatible',
      REPRISE_MODEL: 'm',
      REPRISE_BASE_URL: baseUrl,
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
      ...more,
    });
    writeFileSync(join(cli.home, 'config.json'), '{ "compatible": { "allowHttp": true } }');
    return cli;
  };

  test('to an http server; this machine and NO_PROXY are asked past it', async (t) => {
    const server = await openServer(t, [{ text: ['through it'] }, { text: ['past it'] }]);
    const asked: string[] = [];
    const proxy = createServer((incoming, response) => {
      asked.push(`${incoming.url} ${incoming.headers.host}`);
      const onward = connect(server.port, '127.0.0.1');
      const head = `POST ${new URL(incoming.url ?? '').pathname} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`;
      onward.write(`${head}content-length: ${incoming.headers['content-length']}\r\n\r\n`);
      incoming.pipe(onward, { end: false });
      if (response.socket) onward.pipe(response.socket);
    });
    const cli = talking(t, await listen(t, proxy), remote);
    assert.equal(await cli.ok(['run', '-p', 'hi']), 'through it\n');
    assert.deepEqual(asked, ['http://models.example/v1/chat/completions models.example']);
    const past = { REPRISE_BASE_URL: server.url('compatible') };
    assert.equal(await cli.ok(['run', '-p', 'hi'], { env: past }), 'past it\n');
    assert.equal(asked.length, 1);
    const avoided = await cli.run(['run', '-p', 'hi'], {
      env: { REPRISE_BASE_URL: 'https://no-such-host.invalid/v1', NO_PROXY: 'no-such-host.invalid' },
    });
    assert.match(avoided.stderr, /cannot be found/);
  });

  test('to an https server: a tunnel, with the password for the proxy alone', async (t) => {
    const asked: string[] = [];
    const server = createTlsServer(localCertificate, (incoming, response) => {
      asked.push(`${incoming.url} ${incoming.headers.host} ${incoming.headers['proxy-authorization']}`);
      const words = { choices: [{ index: 0, delta: { content: 'in the tunnel' }, finish_reason: 'stop' }] };
      response.setHeader('content-type', 'text/event-stream').end(`data: ${JSON.stringify(words)}\n\ndata: [DONE]\n\n`);
    });
    const serverPort = Number(new URL(await listen(t, server)).port);
    const proxy = createServer();
    proxy.on('connect', (incoming, socket) => {
      asked.push(`${incoming.url} ${incoming.headers['proxy-authorization']}`);
      const onward = connect(serverPort, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      onward.on('error', () => {}).pipe(socket);
      socket.on('error', () => {}).pipe(onward);
    });
    const address = (await listen(t, proxy)).replace('http://', 'http://me:geheim@');
    const cli = talking(t, address, secure, { NODE_EXTRA_CA_CERTS: certificateFile(t) });
    assert.equal(await cli.ok(['run', '-p', 'hi']), 'in the tunnel\n');
    const password = Buffer.from('me:geheim').toString('base64');
    assert.deepEqual(asked, [`models.example:443 Basic ${password}`, '/v1/chat/completions models.example undefined']);
  });

  test('is given up at once when the reply is, and the connection to a silent proxy closed', async (t) => {
    const proxy = createTcpServer();
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    t.after(() => proxy.close());
    const { https_proxy: before } = process.env;
    process.env.https_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    t.after(() => {
      if (before === undefined) delete process.env.https_proxy;
      else process.env.https_proxy = before;
    });
    const controller = new AbortController();
    const { signal } = controller;
    const asked = request(new URL(secure), { method: 'GET', headers: new Headers(), body: undefined, signal });
    const [socket] = await once(proxy, 'connection');
    await once(socket, 'data');
    controller.abort();
    await assert.rejects(asked);
    socket.resume();
    await once(socket, 'close');
  });

  const answering = (answer: string) => async (t: TestContext) => {
    const proxy = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    t.after(() => proxy.close());
    return `http://me:geheim@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  };
  const wantsPassword = answering('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
  const nobody = async () => 'http://me:geheim@127.0.0.1:9';
  const rows: readonly (readonly [string, (t: TestContext) => Promise<string>, string, RegExp])[] = [
    ['wants a password', wantsPassword, secure, /for models\.example requires .* password\. .* HTTPS_PROXY/],
    ['wants a password', wantsPassword, remote, /for models\.example requires .* password\. .* HTTP_PROXY/],
    [
      'forbids',
      answering('HTTP/1.1 403 No\r\n\r\n'),
      secure,
      /does not let requests through to models\.example \(403\)/,
    ],
    [
      'is down',
      nobody,
      secure,
      /The proxy at 127\.0\.0\.1:9 does not answer\. Check HTTPS_PROXY, or name models\.example/,
    ],
    ['is down', nobody, remote, /The proxy at 127\.0\.0\.1:9 does not answer\. Check HTTP_PROXY/],
    [
      'is SOCKS',
      async () => 'socks5://me:geheim@127.0.0.1:9',
      secure,
      /HTTPS_PROXY is not a usable proxy .*http:\/\/HOST/,
    ],
    ['is no address', async () => 'http://me:geheim@no host', remote, /HTTP_PROXY is not a usable proxy/],
  ];
  for (const [name, proxy, baseUrl, says] of rows) {
    test(`that ${name}, for ${baseUrl}`, async (t) => {
      const { exitCode, stderr, stdout } = await talking(t, await proxy(t), baseUrl).run(['run', '-p', 'hi']);
      assert.equal(exitCode, 1);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr + stdout, /geheim|Trying again/);
    });
  }
});

async function listen(t: TestContext, server: Server | ReturnType<typeof createTlsServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function certificateFile(t: TestContext): string {
  const file = join(createCli(t).home, 'certificate.pem');
  writeFileSync(file, localCertificate.cert);
  return file;
}
