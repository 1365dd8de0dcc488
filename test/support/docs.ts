/** Keeps README.md true: writes the parts that come from the code. `--check` only says whether they are up to date. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command as CliCommand } from 'commander';
import type { Command } from '../../src/app/commands/command.ts';
import { commands, scopeTitles, slashCommands } from '../../src/app/commands/table.ts';
import { displayKey } from '../../src/app/key-names.ts';
import { slashUsage } from '../../src/app/slash.ts';
import { allCommands } from '../../src/cli/commands.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { settingNames } from '../../src/store/settings.ts';
import { root } from './sources.ts';

/** The generated parts of README.md: between `<!-- NAME -->` and `<!-- /NAME -->`. */
const parts: Readonly<Record<string, () => string>> = {
  keys: keyTables,
  slash: () =>
    table(
      ['command', 'does'],
      slashCommands.map((one) => [code(slashUsage(one.slash)), one.title]),
    ),
  commands: commandTable,
  settings: settingTable,
  themes: themeTable,
};

/** README.md with its generated parts written again. */
export function freshReadme(text: string): string {
  let fresh = text;
  for (const [name, make] of Object.entries(parts)) {
    const block = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!block.test(fresh))
      throw new Error(`README.md has no place for "${name}": <!-- ${name} --> … <!-- /${name} -->`);
    fresh = fresh.replace(block, (_all, start: string, end: string) => `${start}\n${make()}\n\n${end}`);
  }
  return fresh;
}

function keyTables(): string {
  return (['everywhere', 'browsing', 'list', 'transcript', 'input'] as const)
    .map((scope) => {
      const rows = joined(commands.filter((one) => one.where === scope && one.keys.length > 0));
      return `**${scopeTitles[scope]}**\n\n${table(['keys', 'do'], rows)}`;
    })
    .join('\n\n');
}

function joined(list: readonly Command[]): string[][] {
  return list.map((one) => [[...new Set(one.keys.map(displayKey))].map(code).join(' '), one.title]);
}

function commandTable(): string {
  const program = buildProgram(allCommands);
  const rows = program
    .createHelp()
    .visibleCommands(program)
    .flatMap((command) => [command, ...command.commands])
    .map((command) => [code(usage(command)), command.description(), options(command)]);
  return table(['command', 'does', 'options'], rows);
}

function usage(command: CliCommand): string {
  const named = command.registeredArguments.map((one) =>
    one.required ? `${one.name().toUpperCase()}${one.variadic ? '…' : ''}` : `[${one.name().toUpperCase()}]`,
  );
  const parents = command.parent?.parent ? [command.parent.name()] : [];
  return ['reprise', ...parents, command.name(), ...named].join(' ');
}

function options(command: CliCommand): string {
  return command.options
    .filter((option) => !option.hidden)
    .map((option) => code(option.short ?? option.long ?? ''))
    .join(' ');
}

const serverMeanings = {
  apiKey: 'its API key',
  baseUrl: 'where its requests go; the environment variable wins',
  model: 'its model, unless one is chosen',
  allowHttp: 'allow plain http to a machine other than this one',
};

const settingMeanings: Readonly<Record<string, string>> = {
  provider: '`anthropic`, `openai`, `compatible` or `offline`; if empty, the one that is found',
  model: 'the model of `provider`',
  ...Object.fromEntries(
    ['anthropic', 'openai', 'compatible'].flatMap((server) =>
      Object.entries(serverMeanings).map(([name, meaning]) => [`${server}.${name}`, meaning]),
    ),
  ),
  theme: 'a theme’s name, or `auto` to follow the terminal’s dark or light background',
  mouse: 'use the mouse',
  sync: '`full`: flush every message to the disk; `none`: leave that to the system',
  bell: 'ring the bell when a reply ends out of sight',
  notify: 'show a desktop notification when a reply ends out of sight',
  windowTitle: 'set the terminal’s window title',
  system: 'the system prompt of new sessions',
  autoTitle:
    'let the model title an unnamed session after its first turn; costs one short extra request, counted with the session’s',
  trashDays: 'delete sessions for good after this many days in the trash; 0: never',
  silenceWarnSeconds: 'say so when a reply has been silent for this long',
  silenceEndSeconds:
    'end a reply that has been silent for this long; five times as long before its first word, since a model may be thinking, and twice as long for a server on this machine',
  escapeDelayMs: 'how long to wait after Esc for the rest of a key sequence',
  keys: 'command → its keys',
  prices:
    'model → dollars per million tokens: `{ "input": 3, "output": 15 }`; optionally `cached` and `cacheWritten` for input read from or written to the provider’s cache (default: the input price)',
  contextWindows: 'model → size of its context window in tokens',
};

function settingTable(): string {
  const rows = settingNames.map((name) => {
    const value = name.split('.').reduce<unknown>((at, key) => Reflect.get(Object(at), key), defaultSettings);
    const meaning = settingMeanings[name];
    if (meaning === undefined)
      throw new Error(`The setting ${name} has no description: add one to test/support/docs.ts.`);
    return [code(name), value === undefined || value === '' ? '' : code(JSON.stringify(value)), meaning];
  });
  return table(['setting', 'default', 'means'], rows);
}

function themeTable(): string {
  const rows = readdirSync(join(root, 'themes'))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { name, kind, description } = JSON.parse(readFileSync(join(root, 'themes', file), 'utf8'));
      return [code(name), kind, description];
    });
  return table(['theme', 'for', ''], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

if (process.argv[1] === import.meta.filename) {
  const path = join(root, 'README.md');
  const text = readFileSync(path, 'utf8');
  const fresh = freshReadme(text);
  if (fresh === text) console.log('README.md is fresh.');
  else if (process.argv.includes('--check')) {
    console.error('README.md is stale: run `npm run docs` and look at what changed.');
    process.exitCode = 1;
  } else {
    writeFileSync(path, fresh);
    console.log('README.md was brought up to date.');
  }
}
