/** Config files for tests of the settings: in a folder of their own, removed at the end of the test file. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { loadSettings } from '../../src/store/settings.ts';

export const folder = mkdtempSync(join(tmpdir(), 'reprise-settings-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;

/** The path of a new config file with this text. */
export function config(text: string, mode = 0o600): string {
  const path = join(folder, `config-${files++}.json`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** The settings from such a file. */
export function load(text: string, env: Record<string, string> = {}, flags = {}) {
  return loadSettings({ configFile: config(text), env, flags });
}
