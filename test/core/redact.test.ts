/** Keys in texts: gone, in every form that servers and libraries print them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maskAddress, maskKey, redact } from '../../src/core/redact.ts';

const key = 'sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';

describe('redaction', () => {
  const texts: readonly string[] = [
    `Incorrect API key provided: ${key}.`,
    `authorization: Bearer ${key}`,
    `{"x-api-key":"${key}"}`,
    `x-api-key: abcdefSECRETabcdef`,
    `Authorization: "Bearer abcdefSECRETabcdef"`,
    `GET https://host/v1?api_key=abcdefSECRETabcdef&x=1`,
    `https://me:abcdefSECRETabcdef@host/v1`,
    `{ apiKey: 'abcdefSECRETabcdef' }`,
    `sk-proj-****************SECRET`,
    `gsk_abcdefSECRETabcdef and xai-abcdefSECRETabcdef and hf_abcdefSECRETabcdef`,
  ];
  for (const text of texts) {
    it(text.replace(key, 'KEY'), () => {
      const clean = redact(text);
      assert.ok(!/SECRET|AbCdEfGh|456789/.test(clean), clean);
      assert.match(clean, /\[key removed\]/);
    });
  }

  it('takes out the very keys in use, whatever they look like, also their head and tail', () => {
    const odd = 'my odd key of no known form';
    assert.equal(
      redact(`You sent "${odd}" (${odd.slice(0, 12)}…).`, [odd]),
      'You sent "[key removed]" ([key removed]…).',
    );
  });

  it('leaves other text alone', () => {
    const text = 'The task-list is at https://host/a?b=c; ask-me about risk-free keys, 3 tokens, Bearer.';
    assert.equal(redact(text, ['', 'abc']), text);
  });

  it('shows of a key its last four characters, where it is long enough', () => {
    assert.equal(maskKey('sk-ant-api03-abcdefwxyz'), 'sk-…wxyz');
    assert.equal(maskKey('abcdefghijklmnop'), '…mnop');
    assert.deepEqual(['sk-short', 'short', ''].map(maskKey), ['sk-…', '…', '…']);
  });

  it('shows of an address neither its password nor the key in its query', () => {
    const rows = [
      ['https://api.example.com/v1', 'https://api.example.com/v1'],
      ['http://ana:secret@host:8080/v1', 'http://…@host:8080/v1'],
      ['http://token@host/v1', 'http://…@host/v1'],
      ['https://host/v1?key=secret&api-version=2024-10-21', 'https://host/v1?key=…&api-version=2024-10-21'],
      ['https://host/@ana/v1?sig=a%2Fb#x', 'https://host/@ana/v1?sig=…#x'],
    ] as const;
    for (const [address, shown] of rows) assert.equal(maskAddress(address), shown);
  });
});
