/** The effective settings: defaults, then the config file, then the environment, then the command line. */
import { accessSync } from 'node:fs';
import type { Environment } from '../core/environment.ts';
import { isObject } from '../core/json.ts';
import { type Problem, problem } from '../core/problem.ts';
import { isProviderName } from '../core/provider-name.ts';
import type { ServerName, ServerSettings, Settings } from '../core/settings.ts';
import { defaultSettings } from '../core/settings.ts';
import { isMissing } from './replace.ts';
import { type Check, checkKey, checkName, checkProvider, checkUrl, nothingIsSent } from './settings-checks.ts';
import type { ConfigFile } from './settings-file.ts';
import type { CheckedSettings } from './settings-schema.ts';

/** Where a value comes from; later ones win. */
export type Origin = 'default' | 'config' | 'environment' | 'flag';

/** Every setting by its dotted name. */
export const settingNames = [
  'provider',
  'model',
  'anthropic.apiKey',
  'anthropic.baseUrl',
  'anthropic.model',
  'anthropic.allowHttp',
  'openai.apiKey',
  'openai.baseUrl',
  'openai.model',
  'openai.allowHttp',
  'compatible.apiKey',
  'compatible.baseUrl',
  'compatible.model',
  'compatible.allowHttp',
  'theme',
  'mouse',
  'sync',
  'bell',
  'notify',
  'windowTitle',
  'system',
  'autoTitle',
  'trashDays',
  'silenceWarnSeconds',
  'silenceEndSeconds',
  'escapeDelayMs',
  'keys',
  'prices',
  'contextWindows',
] as const;

export type SettingName = (typeof settingNames)[number];
export type Origins = Readonly<Record<SettingName, Origin>>;

/** What the command line may set. Keys are not among them: other users can see a command line. */
export interface SettingFlags {
  readonly provider?: string;
  readonly model?: string;
  readonly theme?: string;
}

export interface LoadedSettings {
  readonly settings: Settings;
  readonly origins: Origins;
  /** What was wrong and is therefore not used; the program starts all the same. */
  readonly problems: readonly Problem[];
}

/** Variables of the environment, the setting that each sets, and the check it must pass. */
const variables: readonly (readonly [string, SettingName, Check])[] = [
  ['REPRISE_PROVIDER', 'provider', checkProvider],
  ['REPRISE_MODEL', 'model', checkName],
  ['REPRISE_THEME', 'theme', checkName],
  ['ANTHROPIC_API_KEY', 'anthropic.apiKey', checkKey],
  ['OPENAI_API_KEY', 'openai.apiKey', checkKey],
  ['REPRISE_API_KEY', 'compatible.apiKey', checkKey],
  ['ANTHROPIC_BASE_URL', 'anthropic.baseUrl', checkUrl],
  ['OPENAI_BASE_URL', 'openai.baseUrl', checkUrl],
  ['REPRISE_BASE_URL', 'compatible.baseUrl', checkUrl],
];

/** Never throws. Without a config file neither zod nor the JSON parser is loaded. */
export async function loadSettings(from: {
  readonly configFile: string;
  readonly env: Environment;
  readonly flags?: SettingFlags;
}): Promise<LoadedSettings> {
  const config = await readConfig(from.configFile);
  const texts = readTexts(from.env, from.flags ?? {});
  const file = config.value;
  const text = (name: SettingName, fallback: string | undefined) => texts.values.get(name)?.value ?? fallback;
  const server = (name: ServerName): ServerSettings => {
    const own = file[name];
    const apiKey = text(`${name}.apiKey`, own?.apiKey);
    const baseUrl = text(`${name}.baseUrl`, own?.baseUrl);
    const hidden = defined({
      apiKey: own?.apiKey === apiKey ? undefined : own?.apiKey,
      baseUrl: own?.baseUrl === baseUrl ? undefined : own?.baseUrl,
    });
    return defined({
      apiKey,
      baseUrl,
      model: own?.model,
      allowHttp: own?.allowHttp,
      wrongAddress: config.wrongAddresses.has(name) || undefined,
      hidden: Object.keys(hidden).length > 0 ? hidden : undefined,
    });
  };
  const provider = text('provider', file.provider);
  const { keys, prices, contextWindows, ...plain } = defined(file);
  const settings: Settings = {
    ...defaultSettings,
    ...plain,
    ...defined({ model: text('model', file.model) }),
    ...(provider !== undefined && isProviderName(provider) ? { provider } : {}),
    theme: text('theme', file.theme) ?? defaultSettings.theme,
    anthropic: server('anthropic'),
    openai: server('openai'),
    compatible: server('compatible'),
    keys: withoutPrototype(keys),
    prices: withoutPrototype(prices),
    contextWindows: withoutPrototype(contextWindows),
  };
  const origins = Object.fromEntries(
    settingNames.map((name) => [name, texts.values.get(name)?.origin ?? (isIn(file, name) ? 'config' : 'default')]),
  ) as Record<SettingName, Origin>;
  return { settings, origins, problems: [...config.problems, ...texts.problems] };
}

async function readConfig(path: string): Promise<ConfigFile> {
  try {
    accessSync(path);
  } catch (error) {
    if (isMissing(error)) return { value: {}, problems: [], wrongAddresses: new Set() };
  }
  const { readConfigFile } = await import('./settings-file.ts');
  return readConfigFile(path);
}

/** Checks whose failures must not be dropped like others: a server would be asked that nobody meant. */
const whileWrong: ReadonlyMap<Check, string> = new Map([
  [checkUrl, nothingIsSent],
  [checkProvider, 'No request is sent until you correct it.'],
]);

/** Provider names may be written in any case: OpenAI, openai. */
function inOneCase(name: SettingName, value: string | undefined): string | undefined {
  return name === 'provider' ? value?.toLowerCase() : value;
}

/** The settings from environment and command line, trimmed and checked. */
function readTexts(env: Environment, flags: SettingFlags) {
  const values = new Map<SettingName, { value: string; origin: Origin }>();
  const problems: Problem[] = [];
  for (const [variable, name, check] of variables) {
    const value = inOneCase(name, env[variable]?.trim());
    if (!value) continue;
    const expected = check(value);
    if (expected === undefined) values.set(name, { value, origin: 'environment' });
    else {
      problems.push(
        problem(
          'bad-config',
          `The variable ${variable} should be ${expected}.`,
          whileWrong.get(check) ?? 'It is ignored until you correct it.',
        ),
      );
    }
  }
  for (const name of ['provider', 'model', 'theme'] as const) {
    const value = inOneCase(name, flags[name]?.trim());
    if (value === undefined) continue;
    const expected = (name === 'provider' ? checkProvider : checkName)(value);
    if (expected === undefined) values.set(name, { value, origin: 'flag' });
    else problems.push(problem('bad-argument', `--${name} should be ${expected}.`, 'Correct it and start again.'));
  }
  return { values, problems };
}

function isIn(file: CheckedSettings, name: SettingName): boolean {
  let value: unknown = file;
  for (const step of name.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return false;
    value = value[step];
  }
  return value !== undefined;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Drops fields that are undefined, so that they cannot hide a default. */
function defined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<Defined<T>>;
}

/** Names that users make up (such as `constructor`) must not be found on the prototype. */
function withoutPrototype<T>(record: Readonly<Record<string, T>> | undefined): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), record) as Record<string, T>;
}
