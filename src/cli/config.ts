/** `reprise config`: the settings, where each comes from, and where the files are. */
import type { Command } from 'commander';
import { commands } from '../app/commands/table.ts';
import { writtenKey } from '../app/key-names.ts';
import { keymapOf, keyProblems } from '../app/keymap.ts';
import { isObject } from '../core/json.ts';
import { sentence } from '../core/problem.ts';
import { maskAddress, maskKey } from '../core/redact.ts';
import type { Services } from '../run/services.ts';
import { forShell } from './for-shell.ts';
import { inColumns } from './format.ts';
import { problemJson } from './json.ts';
import { writeJson, writeLine } from './print.ts';
import { withServices } from './with-services.ts';

interface Row {
  readonly name: string;
  /** Keys are masked, including those in addresses. */
  readonly value: unknown;
  readonly origin: string;
}

export function addConfig(program: Command): void {
  program
    .command('config')
    .description('show the settings, their origin and all file paths')
    .option('--keys', 'show each command and its keys, by the names used in the "keys" setting')
    .option('--json', 'as JSON')
    .action((choice: { json?: boolean; keys?: boolean }, command: Command) =>
      withServices(command, async (services) => {
        if (choice.keys) showKeys(services, choice.json === true);
        else await showSettings(services, choice.json === true);
        return undefined;
      }),
    );
}

async function showSettings(services: Services, json: boolean): Promise<void> {
  const rows = settingRows(services);
  const files = fileRows(services);
  const servers = await services.servers();
  const wrong = await wrongNames(services);
  if (json) {
    writeJson({
      settings: Object.fromEntries(rows.map(({ name, value, origin }) => [name, { value: value ?? null, origin }])),
      files: Object.fromEntries(files),
      servers: servers.map(({ destination, hasKey, name, problem }) => {
        return { name, ...destination, hasKey, problem: problemJson(problem) };
      }),
      problems: [...services.problems.map(sentence), ...wrong],
    });
    return;
  }
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  for (const { name, value, origin } of rows) {
    const comes = origin === 'default' ? '' : `  (${origin})`;
    writeLine(`${name.padEnd(width)}${shown(value)}${comes}`);
  }
  for (const one of wrong) writeLine(`! ${one}`);
  writeLine('');
  for (const { name, destination, hasKey, problem } of servers) {
    const asked = problem ? sentence(forShell(problem)) : `${destination.host}, ${hasKey ? 'with' : 'without'} a key`;
    writeLine(`${`${name} server`.padEnd(width)}${asked}`);
    if (destination.warning !== '') writeLine(`! ${destination.warning}`);
  }
  writeLine('');
  for (const [what, path] of files) writeLine(`${what.padEnd(width)}${path}`);
}

/** Every command that can have keys: its name, its keys as written in the config file, and what it does. */
function showKeys({ settings }: Services, json: boolean): void {
  const { keysOf } = keymapOf({ settings });
  const rows = commands.map(({ id, title, where }) => {
    return { id, keys: (keysOf.get(id) ?? []).map(writtenKey), where, title };
  });
  if (json) {
    writeJson(rows);
    return;
  }
  for (const line of inColumns(rows.map(({ id, keys, title }) => [id, keys.join(' ') || '-', title]))) writeLine(line);
}

function settingRows({ settings, origins }: Services): Row[] {
  return Object.entries(origins).map(([name, origin]) => {
    const value = name.split('.').reduce<unknown>((at, key) => member(at, key), settings);
    return { name, origin, value: typeof value === 'string' ? masked(name, value) : value };
  });
}

function masked(name: string, value: string): string {
  if (name.endsWith('apiKey')) return maskKey(value);
  return name.endsWith('baseUrl') ? maskAddress(value) : value;
}

/** What is only found wrong when a setting is used: a theme that does not exist, keys that are none. */
async function wrongNames(services: Services): Promise<readonly string[]> {
  const { settings } = services;
  const { problem } = await services.loadTheme(settings.theme, 'dark');
  return [...(problem ? [sentence(forShell(problem))] : []), ...keyProblems(settings)];
}

function fileRows({ paths }: Services): [string, string][] {
  return [
    ['config file', paths.configFile],
    ['sessions', paths.sessionsDir],
    ['trash', paths.trashDir],
    ['own themes', paths.themesDir],
    ['cache', paths.cacheDir],
    ['drafts', paths.draftsDir],
    ['prompt history', paths.historyFile],
    ['list view', paths.lastViewFile],
    ['crash reports', paths.crashDir],
  ];
}

function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
