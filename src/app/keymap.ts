/** Which key means which command: the defaults of the table, replaced by the user's, with conflicts told. */
import type { Command, Scope } from './commands/command.ts';
import { commandById, commands } from './commands/table.ts';

export interface Keymap {
  /** Scope → key → command. */
  readonly byScope: Readonly<Record<Scope, ReadonlyMap<string, Command>>>;
  /** The keys of each command now. */
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

/** Scopes that can be active together: the same key in two of them is a conflict when the user made it so. */
function overlap(a: Scope, b: Scope): boolean {
  return Object.values(layers).some((active) => active.includes(a) && active.includes(b));
}

/** The keymap for the user's `keys` setting: command id → keys (an empty list takes all keys away). */
export function buildKeymap(userKeys: Readonly<Record<string, readonly string[]>> = {}): Keymap {
  const problems: string[] = [];
  const keysOf = new Map<string, readonly string[]>();
  for (const command of commands) keysOf.set(command.id, command.keys);
  const changed = new Set<string>();
  for (const [id, keys] of Object.entries(userKeys)) {
    if (!commandById(id)) {
      problems.push(`The setting keys.${id} names no command; the key table in the help lists their ids.`);
      continue;
    }
    keysOf.set(id, keys.map(normaliseKey));
    changed.add(id);
  }
  const byScope: Record<Scope, Map<string, Command>> = {
    everywhere: new Map(),
    browsing: new Map(),
    list: new Map(),
    transcript: new Map(),
    input: new Map(),
  };
  for (const command of [...commands].sort((a, b) => Number(changed.has(a.id)) - Number(changed.has(b.id)))) {
    for (const key of keysOf.get(command.id) ?? []) {
      const other = holderOf(byScope, command.where, key);
      if (other && changed.has(command.id)) {
        problems.push(
          `The key ${displayKey(key)} is given to both ${other.id} and ${command.id}; ${command.id} has it.`,
        );
      }
      byScope[command.where].set(key, command);
    }
  }
  return { byScope, keysOf, problems };
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

/** `ctrl+shift+x`, `Ctrl-X`, `C-x` → the one form that input events use. */
export function normaliseKey(written: string): string {
  let rest = written.trim();
  const mods = { ctrl: false, meta: false, shift: false };
  for (;;) {
    const match = /^(ctrl|control|c|alt|meta|option|m|shift|s)[-+](?=.)/i.exec(rest);
    if (!match) break;
    const name = (match[1] ?? '').toLowerCase();
    if (name.startsWith('c')) mods.ctrl = true;
    else if (name.startsWith('s')) mods.shift = true;
    else mods.meta = true;
    rest = rest.slice(match[0].length);
  }
  const name = named.get(rest.toLowerCase()) ?? (rest.length > 1 ? rest.toLowerCase() : rest);
  const single = [...name].length === 1;
  const base =
    single && mods.shift && !mods.ctrl ? name.toUpperCase() : single && mods.ctrl ? name.toLowerCase() : name;
  const shift = mods.shift && !(single && !mods.ctrl);
  return `${mods.ctrl ? 'C-' : ''}${mods.meta ? 'M-' : ''}${shift ? 'S-' : ''}${base}`;
}

const named = new Map([
  ['esc', 'escape'],
  ['return', 'enter'],
  ['del', 'delete'],
  ['ins', 'insert'],
  ['pgup', 'pageup'],
  ['pgdn', 'pagedown'],
  ['pgdown', 'pagedown'],
  [' ', 'space'],
]);

const shownNames = new Map([
  ['enter', 'Enter'],
  ['linefeed', 'Ctrl+J'],
  ['escape', 'Esc'],
  ['up', '↑'],
  ['down', '↓'],
  ['left', '←'],
  ['right', '→'],
  ['pageup', 'PgUp'],
  ['pagedown', 'PgDn'],
  ['home', 'Home'],
  ['end', 'End'],
  ['tab', 'Tab'],
  ['space', 'Space'],
  ['delete', 'Del'],
  ['insert', 'Ins'],
  ['backspace', 'Backspace'],
]);

/** A key as people write it: `Ctrl+P`, `Alt+⏎`, `↑`, `F2`, `n`. */
export function displayKey(key: string): string {
  const match = /^(C-)?(M-)?(S-)?(.+)$/su.exec(key);
  if (!match) return key;
  const base = match[4] ?? '';
  const shown =
    shownNames.get(base) ?? (/^f\d+$/.test(base) ? base.toUpperCase() : match[1] ? base.toUpperCase() : base);
  return `${match[1] ? 'Ctrl+' : ''}${match[2] ? 'Alt+' : ''}${match[3] ? 'Shift+' : ''}${shown}`;
}
