/** From the JSON of a theme file to a complete theme. Checked by hand: this runs before the first frame. */
import { isObject } from './json.ts';
import { fail, ok, problem, type Result } from './problem.ts';
import { type Color, type Style, type Theme, type ThemeToken, themeTokens } from './theme.ts';
import { fallbackTheme } from './theme-file-fallback.ts';

/** The themes that `auto` chooses from. */
export const defaultThemes = { dark: 'harbor', light: 'daylight' } as const;

/**
 * Tokens painted on a background other than the transcript's. A token without a background of its own takes that of its
 * ground, so that every resolved style is complete and no cell shows the terminal's own colour by accident.
 */
const grounds: { readonly [token in ThemeToken]?: ThemeToken } = {
  codeInline: 'code',
  codeBorder: 'code',
  codeKeyword: 'code',
  codeString: 'code',
  codeNumber: 'code',
  codeComment: 'code',
  codeFunction: 'code',
  codeType: 'code',
  codeVariable: 'code',
  diffAdded: 'code',
  diffRemoved: 'code',
  diffHunk: 'code',
  placeholder: 'input',
  footerKey: 'footer',
  footerDisabled: 'footer',
  overlayBorder: 'overlay',
  overlaySelected: 'overlay',
};

/** The token whose background `token` takes when it names none itself. */
export function groundOf(token: ThemeToken): ThemeToken {
  return grounds[token] ?? 'text';
}

const attributes = ['bold', 'dim', 'italic', 'underline', 'inverse', 'strike'] as const;
const hex = /^#[0-9a-fA-F]{6}$/;
const isToken = (name: string): name is ThemeToken => (themeTokens as readonly string[]).includes(name);

/**
 * A theme from parsed JSON: `{ name, kind: "dark" | "light", description, palette: { NAME: COLOUR }, tokens: { TOKEN:
 * STYLE } }`. A colour is `#rrggbb`, a palette number 0 to 255 or `default`; a style is `{ fg, bg, bold, dim, italic,
 * underline, inverse, strike }`, its colours palette names or colours, or just the foreground as a string. Tokens
 * that are missing come from the built-in theme of the same kind.
 * The problem is `bad-theme`; its sentence names the token or field.
 */
export function resolveTheme(json: unknown): Result<Theme> {
  if (!isObject(json)) return bad('A theme file must contain one JSON object.');
  const { name, kind, description = '', palette = {}, tokens = {} } = json;
  if (typeof name !== 'string' || name === '') return bad('The theme has no "name".');
  if (kind !== 'dark' && kind !== 'light') return bad(`The theme ${name} needs "kind": "dark" or "light".`);
  if (typeof description !== 'string') return bad(`The "description" of the theme ${name} must be text.`);
  if (!isObject(palette)) return bad(`The "palette" of the theme ${name} must be an object of colours.`);
  if (!isObject(tokens)) return bad(`The "tokens" of the theme ${name} must be an object of styles.`);

  const colors = new Map<string, Color>();
  for (const [colorName, value] of Object.entries(palette)) {
    const color = readColor(value);
    if (color === undefined) {
      return bad(
        `The palette colour "${colorName}" of the theme ${name} should be like "#1a2b3c", not ${shown(value)}.`,
      );
    }
    colors.set(colorName, color);
  }
  const given = new Map<ThemeToken, Style>();
  for (const [token, value] of Object.entries(tokens)) {
    if (!isToken(token)) return bad(`The theme ${name} has a token "${token}" that does not exist.`, nearToken(token));
    const style = readStyle(value, colors);
    if (typeof style === 'string') return bad(`The token "${token}" of the theme ${name} ${style}.`);
    given.set(token, style);
  }
  return ok({ name, kind, description, styles: complete(given, fallbackTheme(kind)) });
}

function complete(given: ReadonlyMap<ThemeToken, Style>, base: Theme): Theme['styles'] {
  const backgroundOf = (token: ThemeToken): Color => {
    const own = given.get(token)?.bg;
    if (own !== undefined) return own;
    const ground = groundOf(token);
    const baseBack = base.styles[token].bg ?? 'default';
    // What the base theme sets apart from its ground (a selection) stays apart; everything else takes this theme's
    // ground.
    if (!given.has(token) && token !== ground && baseBack !== base.styles[ground].bg) return baseBack;
    return token === 'text' ? baseBack : backgroundOf(ground);
  };
  const styleOf = (token: ThemeToken): Style => {
    const own = given.get(token) ?? base.styles[token];
    const front = own.fg ?? given.get('text')?.fg ?? base.styles.text.fg ?? 'default';
    return { ...own, fg: front, bg: backgroundOf(token) };
  };
  const entries = themeTokens.map((token) => [token, styleOf(token)] as const);
  return Object.fromEntries(entries) as Record<ThemeToken, Style>;
}

/** A style, or what is wrong with it. */
function readStyle(value: unknown, palette: ReadonlyMap<string, Color>): Style | string {
  const parts = typeof value === 'string' || typeof value === 'number' ? { fg: value } : value;
  if (!isObject(parts)) return 'must be a style such as { "fg": "#rrggbb", "bold": true }';
  const style: { -readonly [key in keyof Style]: Style[key] } = {};
  for (const [key, part] of Object.entries(parts)) {
    if (key === 'fg' || key === 'bg') {
      const color = (typeof part === 'string' ? palette.get(part) : undefined) ?? readColor(part);
      if (color === undefined) return `has the ${key} ${shown(part)}, which is neither in its palette nor a colour`;
      style[key] = color;
    } else {
      const attribute = attributes.find((known) => known === key);
      if (attribute === undefined) return `has a field "${key}" that does not exist`;
      if (typeof part !== 'boolean') return `needs true or false for "${key}"`;
      if (part) style[attribute] = true;
    }
  }
  return style;
}

function readColor(value: unknown): Color | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 255 ? value : undefined;
  if (value === 'default') return value;
  return typeof value === 'string' && hex.test(value) ? `#${value.slice(1).toLowerCase()}` : undefined;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function nearToken(wrong: string): string {
  const lower = wrong.toLowerCase();
  const near = themeTokens.find((token) => token.toLowerCase() === lower);
  const alike = near ?? themeTokens.find((token) => token.toLowerCase().startsWith(lower.slice(0, 4)));
  return alike === undefined ? '' : `Did you mean "${alike}"?`;
}

function bad(message: string, next = ''): Result<Theme> {
  return fail(problem('bad-theme', message, next === '' ? 'Correct the file, or choose another theme.' : next));
}
