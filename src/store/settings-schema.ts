/** What may stand in the config file: one zod schema, and the sentences for what may not. Loaded only when there is a file to check. */
import { z } from 'zod';
import { providerNames } from '../core/session.ts';
import { type Check, checkKey, checkName, checkUrl } from './settings-checks.ts';

/** Text that passes one of the shared checks; `what` says what it should have been when it is no text at all. */
const text = (what: string, check: Check) =>
  z
    .string({ error: what })
    .trim()
    .superRefine((value, context) => {
      const expected = check(value);
      if (expected !== undefined) context.addIssue({ code: 'custom', message: expected });
    });

const onOff = z.boolean({ error: 'true or false' });

const within = (least: number, most: number, unit: string) => {
  const error = `a number of ${unit} from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
};

const dollars = z
  .number({ error: 'dollars per million tokens' })
  .min(0, { error: 'dollars per million tokens, 0 or more' })
  .max(1e6, { error: 'dollars per million tokens, at most 1000000' });

const server = z.strictObject(
  {
    apiKey: text('the key as text', checkKey).optional(),
    baseUrl: text('a URL such as http://localhost:11434/v1', checkUrl).optional(),
    model: text('the name of a model', checkName).optional(),
    allowHttp: onOff.optional(),
  },
  { error: expectObject('{"apiKey": …, "baseUrl": …, "model": …, "allowHttp": …}') },
);

const keyList = z.array(z.string({ error: 'the name of a key' }).min(1, { error: 'the name of a key' }), {
  error: 'a key such as "C-k", or a list of keys',
});

export const settingsSchema = z.strictObject(
  {
    provider: z.enum(providerNames, { error: `one of ${providerNames.join(', ')}` }).optional(),
    model: text('the name of a model', checkName).optional(),
    anthropic: server.optional(),
    openai: server.optional(),
    compatible: server.optional(),
    theme: text('the name of a theme, or "auto"', checkName).optional(),
    mouse: onOff.optional(),
    sync: z.enum(['full', 'none'], { error: '"full" or "none"' }).optional(),
    bell: onOff.optional(),
    notify: onOff.optional(),
    windowTitle: onOff.optional(),
    system: z.string({ error: 'the text of a system prompt' }).optional(),
    autoTitle: onOff.optional(),
    trashDays: within(0, 36_500, 'days').optional(),
    silenceWarnSeconds: within(1, 86_400, 'seconds').optional(),
    silenceEndSeconds: within(1, 86_400, 'seconds').optional(),
    escapeDelayMs: within(0, 1000, 'milliseconds').optional(),
    keys: z
      .record(
        z.string(),
        z.union([z.string().transform((key) => [key]), keyList], { error: 'a key such as "C-k", or a list of keys' }),
        {
          error: '{"command": ["key", …], …}',
        },
      )
      .optional(),
    prices: z
      .record(
        z.string(),
        z.strictObject({ input: dollars, output: dollars }, { error: expectObject('{"input": 3, "output": 15}') }),
        {
          error: '{"model": {"input": 3, "output": 15}, …}',
        },
      )
      .optional(),
    contextWindows: z
      .record(
        z.string(),
        z.int({ error: 'a whole number of tokens' }).min(1, { error: 'a whole number of tokens, 1 or more' }),
        {
          error: '{"model": 200000, …}',
        },
      )
      .optional(),
  },
  { error: expectObject('{ … } with settings in it') },
);

/** What the file says, checked; everything may be missing. */
export type CheckedSettings = z.infer<typeof settingsSchema>;

/** The names that may stand directly below `path`; empty where the user makes them up. */
export function knownNames(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return Object.keys(settingsSchema.shape);
  const [first] = path;
  if (path.length === 1 && (first === 'anthropic' || first === 'openai' || first === 'compatible')) {
    return Object.keys(server.shape);
  }
  return path.length === 2 && first === 'prices' ? ['input', 'output'] : [];
}

/** All settings that a person might have meant, as dotted names. */
export function allNames(): string[] {
  return knownNames([]).flatMap((name) => [
    name,
    ...(name === 'prices' ? [] : knownNames([name]).map((below) => `${name}.${below}`)),
  ]);
}

/** Object schemas also report unknown names; those keep zod's own words (unused) and only wrong types get ours. */
function expectObject(shape: string) {
  return (issue: { readonly code?: string | undefined }) => (issue.code === 'invalid_type' ? shape : undefined);
}
