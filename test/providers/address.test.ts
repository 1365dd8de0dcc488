/** Where requests go and with which key: each key reaches only the server it was given for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultSettings, type ServerName, type Settings } from '../../src/core/settings.ts';
import { resolveAddress } from '../../src/providers/address.ts';

const real = 'sk-real-abcdefghijklmnopqrstuvwxyz';

interface Row {
  readonly about: string;
  readonly name: ServerName;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
  /** The key that is sent, or the problem's code. */
  readonly key?: string;
  readonly problem?: string;
  readonly url?: string;
}

const rows: readonly Row[] = [
  {
    about: 'the vendor gets the key of the environment',
    name: 'openai',
    env: { OPENAI_API_KEY: real },
    key: real,
    url: 'https://api.openai.com/v1',
  },
  {
    about: 'the vendor gets the key of the settings',
    name: 'anthropic',
    settings: { anthropic: { apiKey: real } },
    key: real,
    url: 'https://api.anthropic.com/',
  },
  { about: 'blanks around a key are cut', name: 'openai', env: { OPENAI_API_KEY: ` ${real}\n` }, key: real },
  {
    about: 'a password in the base URL would be lost, so it is refused',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'https://me:secret@models.example/v1' },
    problem: 'bad-config',
  },
  {
    about: 'a query in the base URL as well',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'https://models.example/v1?api-version=3' },
    problem: 'bad-config',
  },
  {
    about: 'a lone ? and a fragment are nothing',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'http://[::1]:8080/v1/?#top', REPRISE_API_KEY: real },
    key: real,
    url: 'http://[::1]:8080/v1',
  },
  { about: 'without a key it is said which variable to set', name: 'anthropic', problem: 'no-key' },
  {
    about: 'a key with a control character inside is refused',
    name: 'openai',
    env: { OPENAI_API_KEY: 'sk-a\nb' },
    problem: 'bad-key',
  },
  {
    about: 'a key with the quotes of the file that it was copied from is not sent',
    name: 'openai',
    env: { OPENAI_API_KEY: `"${real}"` },
    problem: 'bad-key',
  },
  {
    about: 'where the address in the settings is wrong, neither key nor words go to the vendor',
    name: 'openai',
    env: { OPENAI_API_KEY: real },
    settings: { openai: { apiKey: 'sk-for-my-own-server', wrongAddress: true } },
    problem: 'bad-config',
  },
  {
    about: 'the address in the environment wins over a wrong one in the settings, too',
    name: 'openai',
    env: { OPENAI_API_KEY: real, OPENAI_BASE_URL: 'https://proxy.example/v1' },
    settings: { openai: { wrongAddress: true } },
    key: real,
  },
  {
    about: "a local server never gets the environment's key",
    name: 'openai',
    env: { OPENAI_API_KEY: real },
    settings: { openai: { baseUrl: 'http://localhost:1234/v1' } },
    key: 'local',
  },
  {
    about: 'nor when its address is in the environment too',
    name: 'openai',
    env: { OPENAI_API_KEY: real, OPENAI_BASE_URL: 'http://127.0.0.1:1234/v1' },
    key: 'local',
  },
  {
    about: 'nor on IPv6',
    name: 'anthropic',
    env: { ANTHROPIC_API_KEY: real, ANTHROPIC_BASE_URL: 'http://[::1]:8080' },
    key: 'local',
  },
  {
    about: 'nor under the address that it printed when it began to listen',
    name: 'openai',
    env: { OPENAI_API_KEY: real, OPENAI_BASE_URL: 'http://0.0.0.0:8000/v1' },
    key: 'local',
  },
  {
    about: 'which is this machine on IPv6, too, and may be asked without https',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'http://[::]:8000/v1' },
    key: 'local',
    url: 'http://[::]:8000/v1',
  },
  {
    about: "a compatible server never gets a vendor's key",
    name: 'compatible',
    env: { OPENAI_API_KEY: real, REPRISE_BASE_URL: 'https://openrouter.ai/api/v1' },
    key: 'local',
  },
  {
    about: 'a proxy of the environment gets the key that stands beside it',
    name: 'openai',
    env: { OPENAI_API_KEY: real, OPENAI_BASE_URL: 'https://proxy.example/v1' },
    key: real,
  },
  {
    about: "a proxy of the settings does not get the environment's key",
    name: 'openai',
    env: { OPENAI_API_KEY: real },
    settings: { openai: { baseUrl: 'https://proxy.example/v1' } },
    problem: 'no-key',
  },
  {
    about: "a proxy of the environment does not get the settings' key",
    name: 'openai',
    env: { OPENAI_BASE_URL: 'https://proxy.example/v1' },
    settings: { openai: { apiKey: real } },
    problem: 'no-key',
  },
  {
    about: 'a local server gets the key that was given with it',
    name: 'openai',
    settings: { openai: { apiKey: real, baseUrl: 'http://localhost:4000' } },
    key: real,
    url: 'http://localhost:4000/v1',
  },
  {
    about: "a proxy of the settings gets the key that stands beside it, whatever the environment's is",
    name: 'anthropic',
    env: { ANTHROPIC_API_KEY: 'sk-of-the-environment' },
    settings: {
      anthropic: { apiKey: 'sk-of-the-environment', baseUrl: 'https://proxy.example', hidden: { apiKey: real } },
    },
    key: real,
  },
  {
    about: 'the key beside a proxy of the settings is not for the vendor, who stands in the environment',
    name: 'anthropic',
    env: { ANTHROPIC_BASE_URL: 'https://api.anthropic.com' },
    settings: {
      anthropic: { apiKey: real, baseUrl: 'https://api.anthropic.com', hidden: { baseUrl: 'https://proxy.example' } },
    },
    problem: 'no-key',
  },
  {
    about: 'the settings took over the key of the environment: it is still not for a local server',
    name: 'openai',
    env: { OPENAI_API_KEY: real },
    settings: { openai: { apiKey: real, baseUrl: 'http://localhost:1234/v1' } },
    key: 'local',
  },
  {
    about: 'the settings took over the base URL of the environment: their own key was not given for it',
    name: 'anthropic',
    env: { ANTHROPIC_BASE_URL: 'https://proxy.example' },
    settings: { anthropic: { apiKey: real, baseUrl: 'https://proxy.example' } },
    problem: 'no-key',
  },
  {
    about: 'the settings took over both from the environment: they belong together',
    name: 'openai',
    env: { OPENAI_API_KEY: real, OPENAI_BASE_URL: 'https://proxy.example/v1' },
    settings: { openai: { apiKey: real, baseUrl: 'https://proxy.example/v1' } },
    key: real,
  },
  {
    about: 'a compatible server gets its own key from the environment',
    name: 'compatible',
    env: { REPRISE_API_KEY: real, REPRISE_BASE_URL: 'https://openrouter.ai/api/v1' },
    key: real,
    url: 'https://openrouter.ai/api/v1',
  },
  {
    about: 'the path /v1 is added where it is missing',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'http://localhost:11434' },
    key: 'local',
    url: 'http://localhost:11434/v1',
  },
  {
    about: 'and taken away where the SDK adds it',
    name: 'anthropic',
    settings: { anthropic: { apiKey: real, baseUrl: 'https://proxy.example/anthropic/v1/' } },
    key: real,
    url: 'https://proxy.example/anthropic',
  },
  {
    about: 'the address of a call, pasted from the documentation of a service, is taken for its base',
    name: 'compatible',
    env: { REPRISE_API_KEY: real, REPRISE_BASE_URL: 'https://openrouter.ai/api/v1/chat/completions/' },
    key: real,
    url: 'https://openrouter.ai/api/v1',
  },
  {
    about: 'also where that is a service without a version in its path',
    name: 'compatible',
    env: { REPRISE_API_KEY: real, REPRISE_BASE_URL: 'https://api.perplexity.ai/chat/completions' },
    key: real,
    url: 'https://api.perplexity.ai/',
  },
  {
    about: 'also where the SDK adds the version',
    name: 'anthropic',
    settings: { anthropic: { apiKey: real, baseUrl: 'https://proxy.example/v1/messages' } },
    key: real,
    url: 'https://proxy.example/',
  },
  {
    about: 'plain http to another machine is refused',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'http://192.168.1.5:11434/v1' },
    problem: 'insecure-server',
  },
  {
    about: 'unless the settings allow it',
    name: 'compatible',
    settings: { compatible: { baseUrl: 'http://192.168.1.5:11434/v1', allowHttp: true } },
    key: 'local',
  },
  {
    about: 'a host that only begins like loopback is another machine',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'http://127.0.0.1.example.com/v1' },
    problem: 'insecure-server',
  },
  {
    about: 'something that is no address is refused',
    name: 'compatible',
    env: { REPRISE_BASE_URL: 'localhost:11434' },
    problem: 'bad-config',
  },
  { about: 'no server at all is said with an example', name: 'compatible', problem: 'bad-config' },
];

describe('where requests go, with which key', () => {
  for (const row of rows) {
    it(`${row.name}: ${row.about}`, () => {
      const address = resolveAddress(row.name, { ...defaultSettings, ...row.settings }, row.env ?? {});
      if (row.problem !== undefined) {
        assert.ok(!address.ok);
        assert.equal(address.problem.code, row.problem);
        assert.ok(!JSON.stringify(address.problem).includes(real));
        assert.notEqual(address.problem.next, '');
        return;
      }
      assert.ok(address.ok, JSON.stringify(address));
      assert.equal(address.value.key, row.key);
      if (row.url !== undefined) assert.equal(address.value.url.href, row.url);
    });
  }
});
