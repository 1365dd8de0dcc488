/** Which key means which command: the defaults of the table, overridden by the user's, with conflicts reported. */
import type { Settings } from '../core/settings.ts';
import { type Command, type Scope, scopes } from './commands/command.ts';
import { commandById, commands } from './commands/table.ts';
import { displayKey, isKey, isText, normaliseKey } from './key-names.ts';

export interface Keymap {
  /** Scope → key → command. */
  readonly byScope: Readonly<Record<Scope, ReadonlyMap<string, Command>>>;
  /** The current keys of each command. */
  readonly keysOf: ReadonlyMap<string, readonly string[]>;
  /** What is wrong with the user's keys, as sentences. */
  readonly problems: readonly string[];
}

/** Scopes whose keys work while a pane of the given scope has the focus; the nearer one first. */
const layers: Readonly<Record<'list' | 'transcript' | 'input', readonly Scope[]>> = {
  list: ['list', 'browsing', 'everywhere'],
  transcript: ['transcript', 'browsing', 'everywhere'],
  input: ['input', 'everywhere'],
};

/** Whether two scopes can be active together: then the same key in both is a conflict, if the user assigned it. */
function overlap(a: Scope, b: Scope): boolean {
  return Object.values(layers).some((active) => active.includes(a) && active.includes(b));
}

/** The keymap for the user's `keys` setting: command id → keys (an empty list removes all keys). */
export function buildKeymap(userKeys: Readonly<Record<string, readonly string[]>> = {}): Keymap {
  const problems: string[] = [];
  const keysOf = new Map<string, readonly string[]>();
  for (const command of commands) keysOf.set(command.id, command.keys);
  const changed = new Set<string>();
  for (const [id, written] of Object.entries(userKeys)) {
    const command = commandById(id);
    if (!command) {
      problems.push(`The setting keys.${id} names no command${meant(id)}`);
      continue;
    }
    const keys = usable(command, written, problems);
    // A typo in the config file must not disable Enter: if none of the keys is valid, the command keeps its own.
    if (keys.length === 0 && written.length > 0) continue;
    keysOf.set(id, keys);
    changed.add(id);
  }
  const byScope: Record<Scope, Map<string, Command>> = {
    everywhere: new Map(),
    browsing: new Map(),
    list: new Map(),
    transcript: new Map(),
    input: new Map(),
  };
  // The user's come last and win; the commands that lose a key to them are reported.
  for (const command of [...commands].sort((a, b) => Number(changed.has(a.id)) - Number(changed.has(b.id)))) {
    for (const key of keysOf.get(command.id) ?? []) {
      const other = changed.has(command.id) ? holderOf(byScope, command.where, key) : undefined;
      if (other && other !== command) {
        problems.push(
          `The key ${displayKey(key)} is set for both ${other.id} and ${command.id}; ${winner(other, command)}.`,
        );
        if (other.where === command.where) {
          keysOf.set(
            other.id,
            (keysOf.get(other.id) ?? []).filter((one) => one !== key),
          );
        }
      }
      byScope[command.where].set(key, command);
    }
  }
  return { byScope, keysOf, problems };
}

const keymaps = new WeakMap<Settings['keys'], Keymap>();

/** The keymap of the settings; built once for each `keys` setting. */
export function keymapOf({ settings }: { readonly settings: Pick<Settings, 'keys'> }): Keymap {
  let keymap = keymaps.get(settings.keys);
  if (!keymap) {
    keymap = buildKeymap(settings.keys);
    keymaps.set(settings.keys, keymap);
  }
  return keymap;
}

/** What is wrong with the user's keys, as sentences: for the start of the dashboard and for `reprise config`. */
export function keyProblems(settings: Pick<Settings, 'keys'>): readonly string[] {
  return keymapOf({ settings }).problems;
}

/** The first key of a command, as sentences write it; undefined when the user has removed its keys. */
export function keyName(state: { readonly settings: Pick<Settings, 'keys'> }, id: string): string | undefined {
  const key = keymapOf(state).keysOf.get(id)?.[0];
  return key === undefined ? undefined : displayKey(key);
}

/** `; u takes it back`, with the key of a command; nothing when it has none. */
export function withKey(
  state: { readonly settings: Pick<Settings, 'keys'> },
  id: string,
  words: (key: string) => string,
): string {
  const key = keyName(state, id);
  return key === undefined ? '' : words(key);
}

/** The keys that exist and do not block typing; reports what is wrong with the others. */
function usable(command: Command, written: readonly string[], problems: string[]): readonly string[] {
  return written.map(normaliseKey).filter((key, i) => {
    if (!isKey(key)) {
      problems.push(
        `The setting keys.${command.id} has ${JSON.stringify(written[i])}, which is not a key; write for example "n", "ctrl+n", "alt+up" or "f5".`,
      );
      return false;
    }
    const types = (command.where === 'input' || command.where === 'everywhere') && isText(key);
    if (types) {
      problems.push(
        `The setting keys.${command.id} has ${displayKey(key)}, which you could then no longer type; add ctrl or alt.`,
      );
    }
    return !types;
  });
}

/** Which of two commands gets a key that both want: the newer one in the same place, else the nearer one. */
function winner(other: Command, command: Command): string {
  if (other.where === command.where) return `it goes to ${command.id}`;
  const nearer = scopes.indexOf(other.where) > scopes.indexOf(command.where) ? other : command;
  return `where both apply, it goes to ${nearer.id}`;
}

/** `; did you mean list.sort?` when an id ends or begins like what was written. */
function meant(id: string): string {
  const last = id.slice(id.lastIndexOf('.') + 1).toLowerCase();
  const near = commands.find((command) => command.id.toLowerCase().endsWith(`.${last}`));
  return near ? `; did you mean keys.${near.id}?` : '; `reprise config --keys` lists all commands.';
}

function holderOf(byScope: Record<Scope, Map<string, Command>>, scope: Scope, key: string): Command | undefined {
  for (const [other, map] of Object.entries(byScope) as [Scope, Map<string, Command>][]) {
    const held = map.get(key);
    if (held && overlap(scope, other)) return held;
  }
  return undefined;
}

/** The command of a key while a pane has the focus. */
export function commandForKey(
  keymap: Keymap,
  focus: 'list' | 'transcript' | 'input',
  key: string,
): Command | undefined {
  for (const scope of layers[focus]) {
    const command = keymap.byScope[scope].get(key);
    if (command) return command;
  }
  return undefined;
}
