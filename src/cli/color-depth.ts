/** How many colours the terminal shows, as its environment says. */
import type { Environment } from '../core/environment.ts';
import type { ColorDepth } from '../core/theme.ts';

/** Terminals that show 24-bit colours even if COLORTERM does not say so (it is lost over SSH). */
const trueColorTerms = /direct|kitty|ghostty|alacritty|foot|wezterm|contour|rio|^st(?:term)?(?:-|$)/;
const trueColorPrograms = new Set(['iTerm.app', 'WezTerm', 'ghostty', 'vscode', 'Hyper', 'rio']);

/** NO_COLOR (any value but the empty one) wins, as https://no-color.org asks; then COLORTERM, the program, TERM. */
export function findColorDepth(env: Environment): ColorDepth {
  if (env.NO_COLOR) return 1;
  const term = env.TERM ?? '';
  // GNU screen passes COLORTERM on, but shows at most 256 colours.
  if (env.STY && !env.TMUX) return /256/.test(term) ? 8 : 4;
  if (/^(truecolor|24bit)$/i.test(env.COLORTERM ?? '') || env.WT_SESSION) return 24;
  // Its TERM is what every terminal says over SSH: sixteen colours at least.
  if (/^xterm/.test(term) && env.XTERM_VERSION) return 24;
  if (trueColorTerms.test(term) || trueColorPrograms.has(env.TERM_PROGRAM ?? '')) return 24;
  // mlterm takes 24 bits, and one pale colour for another.
  if (/256|mlterm/.test(term) || env.TERM_PROGRAM === 'Apple_Terminal') return 8;
  return /^(vt\d|dumb$)/.test(term) ? 1 : 4;
}

/** Dark or light as COLORFGBG says (`15;0`); dark by default. The terminal may answer better later. */
export function guessBackground(env: Environment): 'dark' | 'light' {
  const background = Number(env.COLORFGBG?.split(';').at(-1) ?? '0');
  return background === 7 || (background >= 9 && background <= 15) ? 'light' : 'dark';
}
