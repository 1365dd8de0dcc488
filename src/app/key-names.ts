/** Names of keys: as people write them, as input events carry them, as the screen shows them. */

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
  return unspelledKey(`${mods.ctrl ? 'C-' : ''}${mods.meta ? 'M-' : ''}${shift ? 'S-' : ''}${base}`);
}

/**
 * What most terminals send for a key with Ctrl that has no byte of its own. Where keys are spelled out, Ctrl+[ still has
 * to be Escape.
 */
export function unspelledKey(key: string): string {
  return sameByte.get(key) ?? key;
}

const sameByte = new Map([
  ['C-[', 'escape'],
  ['C-i', 'tab'],
  ['C-m', 'enter'],
  ['C-/', 'C-_'],
]);

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

/** A key as the config file has it: `ctrl+p`, `shift+tab`, `f2`, `N`. */
export function writtenKey(key: string): string {
  return key.replace(/^(C-)?(M-)?(S-)?(?=.)/su, (_all, ctrl, alt, shift) =>
    [ctrl && 'ctrl+', alt && 'alt+', shift && 'shift+'].filter(Boolean).join(''),
  );
}

/** A key that inserts text when it is typed. */
export function isText(key: string): boolean {
  return key === 'space' || [...key].length === 1;
}

/** Whether a terminal can send such a key. */
export function isKey(key: string): boolean {
  const base = key.replace(/^(?:C-)?(?:M-)?(?:S-)?(?=.)/u, '');
  return [...base].length === 1 || namedKeys.has(base) || /^f(?:[1-9]|1[0-2])$/.test(base);
}

const namedKeys = new Set(
  'up down left right home end pageup pagedown insert delete backspace tab enter escape space'.split(' '),
);
