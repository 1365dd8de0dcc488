/**
 * What the config file may contain: a zod schema for each setting and one for all, and the sentences for errors. Loaded
 * only when there is a file to check.
 */
import * as z from 'zod/mini';
import { isObject } from '../core/json.ts';
import { providerNames } from '../core/session.ts';
import { serverNames } from '../core/settings.ts';
import { type Check, checkKey, checkName, checkUrl } from './settings-checks.ts';

// One small file is checked once: writing and compiling a function for it takes longer than going without.
z.config({ jitless: true });

/** Text that passes one of the shared checks; `what` says what was expected if it is no text at all. */
const text = (what: string, check: Check) =>
  z.string({ error: what }).check(
    z.trim(),
    z.check<string>((found) => {
      const expected = check(found.value);
      if (expected !== undefined) found.issues.push({ code: 'custom', message: expected, input: found.value });
    }),
  );

const onOff = () => z.boolean({ error: 'true or false' });

const within = (least: number, most: number, unit: string) => {
  const error = `a number of ${unit} from ${least} to ${most}`;
  return z.number({ error }).check(z.minimum(least, { error }), z.maximum(most, { error }));
};

const dollars = () =>
  z
    .number({ error: 'dollars per million tokens' })
    .check(
      z.minimum(0, { error: 'dollars per million tokens, 0 or more' }),
      z.maximum(1e6, { error: 'dollars per million tokens, at most 1000000' }),
    );

const server = () =>
  z.strictObject(
    {
      apiKey: z.optional(text('the key as text', checkKey)),
      baseUrl: z.optional(text('a URL such as http://localhost:11434/v1', checkUrl)),
      model: z.optional(text('the name of a model', checkName)),
      allowHttp: z.optional(onOff()),
    },
    { error: expectObject('{"apiKey": …, "baseUrl": …, "model": …, "allowHttp": …}') },
  );

const keys = () => {
  const error = 'a key such as "ctrl+k", or a list of keys';
  const name = z.string({ error: 'the name of a key' }).check(z.minLength(1, { error: 'the name of a key' }));
  const one = z.pipe(
    z.string(),
    z.transform((key) => [key]),
  );
  return z.union([one, z.array(name, { error })], { error });
};

const price = () =>
  z.strictObject(
    {
      input: dollars(),
      output: dollars(),
      cached: z.exactOptional(dollars()),
      cacheWritten: z.exactOptional(dollars()),
    },
    { error: expectObject('{"input": 3, "output": 15}') },
  );

const tokens = () =>
  z.int({ error: 'a whole number of tokens' }).check(z.minimum(1, { error: 'a whole number of tokens, 1 or more' }));

/** As in the environment and on the command line, the usual spelling `OpenAI` is accepted too. */
const provider = () => {
  const error = `one of ${providerNames.join(', ')}`;
  return z.pipe(z.string({ error }).check(z.trim(), z.toLowerCase()), z.enum(providerNames, { error }));
};

/** Made when needed: most files hold two or three settings, and the schemas of all take a millisecond to make. */
const schemas = {
  provider,
  model: () => text('the name of a model', checkName),
  anthropic: server,
  openai: server,
  compatible: server,
  theme: () => text('the name of a theme, or "auto"', checkName),
  mouse: onOff,
  sync: () => z.enum(['full', 'none'], { error: '"full" or "none"' }),
  bell: onOff,
  notify: onOff,
  windowTitle: onOff,
  system: () => z.string({ error: 'the text of a system prompt' }),
  autoTitle: onOff,
  trashDays: () => within(0, 36_500, 'days'),
  silenceWarnSeconds: () => within(1, 86_400, 'seconds'),
  silenceEndSeconds: () => within(1, 86_400, 'seconds'),
  escapeDelayMs: () => within(0, 1000, 'milliseconds'),
  keys: () => z.record(z.string(), keys(), { error: '{"command": ["key", …], …}' }),
  prices: () => z.record(z.string(), price(), { error: '{"model": {"input": 3, "output": 15}, …}' }),
  contextWindows: () => z.record(z.string(), tokens(), { error: '{"model": 200000, …}' }),
};

type Schemas = typeof schemas;

/** What the file says, checked; everything may be missing. */
export type CheckedSettings = { [Name in keyof Schemas]?: z.infer<ReturnType<Schemas[Name]>> | undefined };

/** The settings, if all of them are right. */
export function rightSettings(found: unknown): CheckedSettings | undefined {
  if (!isObject(found)) return undefined;
  const right: [string, unknown][] = [];
  for (const [name, value] of Object.entries(found)) {
    if (!Object.hasOwn(schemas, name)) return undefined;
    const checked = schemas[name as keyof Schemas]().safeParse(value);
    if (!checked.success) return undefined;
    right.push([name, checked.data]);
  }
  return Object.fromEntries(right);
}

/** Everything that is wrong, as zod's issues; or the settings. */
export function checkSettings(found: unknown) {
  const all = Object.entries(schemas).map(([name, schema]) => [name, z.optional(schema() as z.ZodMiniType)]);
  const shape = Object.fromEntries(all) as { [Name in keyof Schemas]: z.ZodMiniOptional<ReturnType<Schemas[Name]>> };
  return z.strictObject(shape, { error: expectObject('{ … } with settings in it') }).safeParse(found);
}

/** The names that may appear directly below `path`; empty where users choose them. */
export function knownNames(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return Object.keys(schemas);
  const [first] = path;
  if (path.length === 1 && serverNames.some((name) => name === first)) {
    return Object.keys(server().shape);
  }
  return path.length === 2 && first === 'prices' ? Object.keys(price().shape) : [];
}

/** All settings that a person might have meant, as dotted names. */
export function allNames(): string[] {
  return knownNames([]).flatMap((name) => [
    name,
    ...(name === 'prices' ? [] : knownNames([name]).map((below) => `${name}.${below}`)),
  ]);
}

/**
 * Object schemas also report unknown names; those issues keep zod's own words (which we do not use), and only wrong
 * types get ours.
 */
function expectObject(shape: string) {
  return (issue: { readonly code?: string | undefined }) => (issue.code === 'invalid_type' ? shape : undefined);
}
