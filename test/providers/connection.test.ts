/** Failures without an answer: each named in words, asked again only where that can help. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultSettings } from '../../src/core/settings.ts';
import { classify } from '../../src/providers/faults.ts';
import { proxyError } from '../../src/providers/proxy.ts';
import { createProvider } from '../../src/providers/registry.ts';
import { stalled } from '../../src/providers/stream-faults.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { portNobodyListensOn } from '../support/free-port.ts';
import { ask, collect, help, problemOf, protocols } from '../support/provider-setup.ts';

const at = (name: (typeof protocols)[number], baseUrl: string) => {
  const timers = fakeTimers();
  const provider = createProvider(
    name,
    { ...defaultSettings, [name]: { baseUrl, apiKey: 'sk-test-key-0123456789' } },
    {
      env: {},
      timers,
      offlineSources: { help, findPassages: async () => [] },
      readAttachment: async () => ({ ok: true, value: '' }),
    },
  );
  return collect(provider, ask('Hello'), { timers });
};

for (const protocol of protocols) {
  describe(`${protocol}: no answer at all`, () => {
    it('a closed port is named at once', async (t) => {
      const port = await portNobodyListensOn(t);
      const collected = await at(protocol, `http://127.0.0.1:${port}/v1`);
      assert.equal(problemOf(collected).code, 'connection-refused');
      assert.equal(problemOf(collected).message, `Nothing answers at 127.0.0.1:${port}.`);
      assert.equal(collected.events.length, 1);
    });

    it('a host that does not exist is named', async () => {
      const problem = problemOf(await at(protocol, 'https://no-such-host.invalid/v1'));
      assert.equal(problem.code, 'host-not-found');
      assert.match(problem.message, /no-such-host\.invalid cannot be found/);
    });
  });
}

it('a timer that comes a little late makes no further minute of silence', () => {
  const where = {
    provider: 'openai',
    label: 'OpenAI',
    url: new URL('https://api.openai.com'),
    keyPlace: '',
    secrets: [],
  } as const;
  assert.match(stalled(120_003, true, where).message, /nothing for 120 seconds,/);
  assert.match(stalled(120_003, false, where).message, /within 120 seconds\./);
});

describe('what a chain of causes tells', () => {
  const caused = (code: string, message = code) =>
    new Error('Connection error.', {
      cause: new Error('failed', { cause: Object.assign(new Error(message), { code }) }),
    });
  const where = (url: string) => ({
    provider: 'compatible' as const,
    label: `the server at ${new URL(url).host}`,
    url: new URL(url),
    keyPlace: '',
    secrets: [],
  });
  const local = 'http://localhost:11434/v1';
  const remote = 'https://models.example/v1';

  const rows: readonly (readonly [string, Error, string, string, RegExp, string])[] = [
    [
      'Ollama that is not running',
      caused('ECONNREFUSED'),
      local,
      'connection-refused',
      /Is Ollama running\? Start it with `ollama serve`/,
      'never',
    ],
    [
      'LM Studio that is not running',
      caused('ECONNREFUSED'),
      'http://127.0.0.1:1234/v1',
      'connection-refused',
      /LM Studio/,
      'never',
    ],
    [
      'llama.cpp that is not running',
      caused('ECONNREFUSED'),
      'http://127.0.0.1:8080/v1',
      'connection-refused',
      /llama-server/,
      'never',
    ],
    [
      'vLLM that is not running',
      caused('ECONNREFUSED'),
      'http://127.0.0.1:8000/v1',
      'connection-refused',
      /vllm serve/,
      'never',
    ],
    [
      'a remote server that is down',
      caused('ECONNREFUSED'),
      remote,
      'connection-refused',
      /that the server is running/,
      'soon',
    ],
    ['a name server that does not answer', caused('EAI_AGAIN'), remote, 'host-not-found', /network connection/, 'soon'],
    ['no route', caused('ENETUNREACH'), remote, 'connection-refused', /cannot be reached/, 'soon'],
    ['a slow connection', caused('ETIMEDOUT'), remote, 'timeout', /in time/, 'soon'],
    ['a socket that closed', caused('ECONNRESET'), remote, 'connection-lost', /was lost/, 'soon'],
    [
      'a remote proxy that is down',
      proxyError('ERR_PROXY_SILENT', 'proxy.example:3128', caused('ECONNREFUSED')),
      remote,
      'connection-refused',
      /The proxy at proxy\.example:3128 does not answer\..* name models\.example in NO_PROXY/,
      'soon',
    ],
    [
      'a proxy that does not reach the server',
      proxyError('ERR_PROXY_STATUS_502', 'proxy.example:3128', undefined),
      remote,
      'connection-refused',
      /The proxy at proxy\.example:3128 cannot reach models\.example \(502\)/,
      'soon',
    ],
    [
      'a proxy with a certificate of its own making',
      proxyError('ERR_PROXY_SILENT', 'proxy.example:3128', caused('DEPTH_ZERO_SELF_SIGNED_CERT')),
      remote,
      'insecure-server',
      /The certificate of the proxy at proxy\.example:3128 cannot be trusted\. Check HTTPS_PROXY/,
      'never',
    ],
    [
      'a proxy that is another kind of server',
      proxyError('ERR_PROXY_TUNNEL', 'proxy.example:3128', undefined),
      remote,
      'connection-refused',
      /The server at proxy\.example:3128 is not a proxy/,
      'never',
    ],
    ['packed bytes that end too early', caused('Z_BUF_ERROR'), remote, 'connection-lost', /was lost/, 'soon'],
    ['bytes that do not unpack', caused('ZSTD_error_prefix_unknown'), remote, 'bad-stream', /cannot be read/, 'never'],
    [
      'a certificate of our own making',
      caused('DEPTH_ZERO_SELF_SIGNED_CERT'),
      remote,
      'insecure-server',
      /cannot be trusted/,
      'never',
    ],
    [
      'https to a server that speaks plain http',
      caused('ERR_SSL_WRONG_VERSION_NUMBER'),
      'https://localhost:11434/v1',
      'insecure-server',
      /does not speak https\..*http:\/\//,
      'never',
    ],
    [
      'the same in the words of OpenSSL alone',
      caused(
        'EPROTO',
        'write EPROTO 40638:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:',
      ),
      remote,
      'insecure-server',
      /does not speak https/,
      'never',
    ],
    [
      'a server that speaks another https',
      caused('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'),
      remote,
      'insecure-server',
      /Could not agree on a secure connection with models\.example/,
      'never',
    ],
    [
      'a certificate of another host',
      caused('ERR_TLS_CERT_ALTNAME_INVALID'),
      remote,
      'insecure-server',
      /belongs to another host/,
      'never',
    ],
    [
      'a name that is none',
      caused('EINVAL', 'getaddrinfo EINVAL a..example'),
      remote,
      'host-not-found',
      /cannot be found/,
      'never',
    ],
    ['a firewall', caused('EACCES', 'connect EACCES'), remote, 'connection-refused', /cannot be reached/, 'soon'],
    ['an answer that is no HTTP', caused('HPE_INVALID_CONSTANT'), remote, 'bad-stream', /cannot be read/, 'never'],
    ['a certificate that is over', caused('CERT_HAS_EXPIRED'), remote, 'insecure-server', /has expired/, 'never'],
    [
      'both addresses of a host refused',
      new Error('Connection error.', { cause: new AggregateError([caused('ECONNREFUSED'), caused('ECONNREFUSED')]) }),
      local,
      'connection-refused',
      /Ollama/,
      'never',
    ],
    ['something that nobody has seen before', new Error('?'), remote, 'connection-lost', /was lost/, 'soon'],
  ];
  for (const [name, error, url, code, says, retry] of rows) {
    it(name, () => {
      const fault = classify(error, { where: where(url), model: 'm', now: 0 });
      assert.equal(fault.problem.code, code);
      assert.match(`${fault.problem.message} ${fault.problem.next}`, says);
      assert.equal(fault.retry, retry);
    });
  }

  it('an error that a router sends inside a stream counts by the status in it', () => {
    const error = Object.assign(new Error('x'), { error: { code: 429, message: 'Rate limited by the model' } });
    const fault = classify(error, { where: where(remote), model: 'm', now: 0 });
    assert.deepEqual([fault.problem.code, fault.retry], ['rate-limited', 'later']);
  });

  it('an error that a server tells in its own form is told, not taken for a lost connection', () => {
    const error = Object.assign(new Error('x'), { error: 'out of\u001b[31m memory' });
    const fault = classify(error, { where: where(remote), model: 'm', now: 0 });
    assert.equal(fault.problem.code, 'server-error');
    assert.match(fault.problem.message, /failed: out of memory\./);
  });

  it('a ring of causes comes to an end', () => {
    const one = new Error('one');
    const two = new Error('two', { cause: one });
    one.cause = two;
    assert.equal(classify(one, { where: where(remote), model: 'm', now: 0 }).problem.code, 'connection-lost');
  });

  it('a thrown thing that is no error is still a problem', () => {
    for (const thrown of [undefined, null, 'text', 7, {}]) {
      assert.equal(classify(thrown, { where: where(remote), model: 'm', now: 0 }).problem.code, 'connection-lost');
    }
  });
});
