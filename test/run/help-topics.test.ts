/** What newcomers ask the offline provider, in their own words, and the topic of the help that answers first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeAnswer } from '../../src/providers/offline-answer.ts';
import { helpTopics } from '../../src/run/help-topics.ts';
import { offlineSources } from '../../src/run/offline-sources.ts';
import { testStore } from '../support/open-store.ts';

const asked: readonly (readonly [string, readonly string[]])[] = [
  ['Sessions: start one', ['how do I resume my last session', 'how to name a session', 'continue an earlier chat']],
  ['Where sessions are stored', ['where are my files', 'what is the format of the session files?']],
  ['Connect a provider', ['how can I use gpt-5', 'how do I change the model', 'connect ollama', 'switch to anthropic']],
  ['The offline provider', ['are you a language model?']],
  ['Delete, restore, undo', ['how do I delete a session', 'can I restore a deleted chat', 'remove a conversation']],
  ['Find, search and filter', ['how do I search', 'search inside conversations']],
  ['Order in the list', ['how do I pin a session', 'archive']],
  ['Edit, regenerate', ['how do I edit my prompt', 'regenerate the answer', 'fork a conversation', 'branch']],
  ['NOT SAVED', ['what does NOT SAVED mean', 'session is locked', 'two terminals on one session']],
  ['Settings', ['where is the config file', 'dark mode', 'how do I change the theme']],
  ['Change keys', ['keyboard shortcuts', 'vim keys', 'change key bindings']],
  ['Attach a file', ['how do I attach a file', 'paste an image', 'multi line prompt']],
  ['Export, import, copy', ['how do I copy code', 'copy text to clipboard', 'export to markdown']],
  ['History of other programs', ['How do I get my Claude Code history in here?', 'import from codex']],
  ['Tokens, cost, statistics', ['how much did I spend', 'tokens']],
  ['Where an API key is kept', ['where is my api key stored']],
  ['Privacy', ['is my data sent anywhere', 'telemetry', 'update']],
  ['Uninstall', ['how do I uninstall']],
  ['Quit, stop', ['How do I quit?', 'exit', 'how do I stop the answer', 'cancel reply']],
  ['System prompt', ['how do I set a system prompt', 'compact']],
  ['Terminals', ['mouse does not select', 'tmux', 'shift enter sends', 'colors are wrong']],
  ['Proxies', ['proxy', 'certificate']],
  ['Shell', ['run from a script', 'screen reader', 'pipe input']],
];

test('the help knows what newcomers ask by other names than its own', async (t) => {
  const sources = offlineSources(testStore(t).store);
  for (const [topic, questions] of asked) {
    for (const question of questions) {
      const answer = await composeAnswer(question, sources, 3, new AbortController().signal);
      assert.match(answer, new RegExp(`^[^#]*### ${topic}`), question);
    }
  }
});

test('a chance word in a question about something else is no topic', async (t) => {
  const sources = offlineSources(testStore(t).store);
  for (const question of ['write a haiku about spring', 'tell me a joke', 'capital of France']) {
    const answer = await composeAnswer(question, sources, 3, new AbortController().signal);
    assert.match(answer, /Nothing in the help or in your past sessions matches/, question);
  }
});

test('no two topics have the same title', () => {
  assert.equal(new Set(helpTopics.map(({ title }) => title)).size, helpTopics.length);
});
