/** Where requests go, as it is said: the vendor's server without a word, another one by name, a key on its way there with a warning. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultSettings, type Settings } from '../../src/core/settings.ts';
import { listServers } from '../../src/providers/destination.ts';

const key = 'sk-test-0123456789abcdefghijKLMN';

interface Row {
  readonly about: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
  readonly name: 'anthropic' | 'openai' | 'compatible';
  readonly host: string;
  readonly isVendor: boolean;
  readonly warning?: RegExp;
}

const rows: readonly Row[] = [
  {
    about: "the vendor's own server",
    env: { OPENAI_API_KEY: key },
    name: 'openai',
    host: 'api.openai.com',
    isVendor: true,
  },
  {
    about: 'a proxy of the environment',
    env: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'https://proxy.example' },
    name: 'anthropic',
    host: 'proxy.example',
    isVendor: false,
    warning:
      /^The Anthropic key is sent to proxy\.example, which is not a server of Anthropic, because of ANTHROPIC_BASE_URL\.$/,
  },
  {
    about: 'a proxy of the config file',
    settings: { openai: { apiKey: key, baseUrl: 'https://proxy.example/v1' } },
    name: 'openai',
    host: 'proxy.example',
    isVendor: false,
    warning: /because of openai\.baseUrl in the config file\.$/,
  },
  {
    about: 'a host that only looks like the vendor',
    env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'https://api.openai.com.example/v1' },
    name: 'openai',
    host: 'api.openai.com.example',
    isVendor: false,
    warning: /is sent to api\.openai\.com\.example/,
  },
  {
    about: 'plain http that was allowed',
    settings: { openai: { apiKey: key, baseUrl: 'http://10.0.0.5/v1', allowHttp: true } },
    name: 'openai',
    host: '10.0.0.5',
    isVendor: false,
    warning: /is sent to 10\.0\.0\.5/,
  },
  {
    about: 'this machine, with the key that was given for it',
    settings: { anthropic: { apiKey: key, baseUrl: 'http://localhost:4000' } },
    name: 'anthropic',
    host: 'localhost:4000',
    isVendor: false,
  },
  {
    about: 'a server without a vendor, with its own key',
    env: { REPRISE_API_KEY: key, REPRISE_BASE_URL: 'https://openrouter.ai/api/v1' },
    name: 'compatible',
    host: 'openrouter.ai',
    isVendor: false,
  },
];

describe('where requests go', () => {
  for (const { about, env, host, isVendor, name, settings, warning } of rows) {
    it(about, () => {
      const servers = listServers({ ...defaultSettings, ...settings }, env ?? {});
      const destination = servers.find((server) => server.name === name)?.destination;
      assert.deepEqual([destination?.host, destination?.isVendor], [host, isVendor]);
      assert.match(destination?.warning ?? '', warning ?? /^$/);
      assert.ok(!JSON.stringify(servers).includes(key));
    });
  }
});
