/** An editor gets its environment, but no key. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childEnvironment } from '../../../src/tui/terminal/child-environment.ts';

test('keys of providers stay here, everything else goes along', () => {
  const env = {
    PATH: '/bin',
    EDITOR: 'vim',
    ANTHROPIC_API_KEY: 'a',
    OPENAI_API_KEY: 'b',
    REPRISE_API_KEY: 'c',
    other_apikey: 'd',
    OPENAI_ADMIN_KEY: 'e',
    ANTHROPIC_AUTH_TOKEN: 'f',
  };
  assert.deepEqual(childEnvironment(env), { PATH: '/bin', EDITOR: 'vim' });
});
