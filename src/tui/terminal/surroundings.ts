/** What the environment says of the terminal, and of a multiplexer between it and us. */
import type { Environment } from '../../core/environment.ts';

/** The multiplexer between us and the terminal decides how a request is wrapped. */
export type Multiplexer = 'none' | 'tmux' | 'screen';

export function findMultiplexer(env: Environment): Multiplexer {
  if (env.TMUX) return 'tmux';
  return env.STY || /^screen/.test(env.TERM ?? '') ? 'screen' : 'none';
}

/**
 * GNOME Terminal and its relatives, and Konsole, reorder each row that has right-to-left text. Inside tmux and screen we
 * write for those. A terminal started from one of these inherits its variables, but mostly has a TERM of its own.
 */
export function reordersText(env: Environment): boolean {
  const isOne = env.VTE_VERSION || env.KONSOLE_VERSION;
  return Boolean(isOne && /^xterm/.test(env.TERM ?? '')) && findMultiplexer(env) === 'none';
}

/**
 * Whether an emoji made of several (a family, a skin tone) would shift the rest of its row. A multiplexer keeps track of
 * the columns itself and does not pass on our moves. GNU screen miscounts; tmux counts right, but cannot see that xterm,
 * GNOME Terminal and Konsole draw each part by itself. Those are known by the variables of the shell that started tmux.
 */
export function breaksOnJoinedEmoji(env: Environment): boolean {
  const multiplexer = findMultiplexer(env);
  if (multiplexer === 'tmux') return Boolean(env.VTE_VERSION || env.KONSOLE_VERSION || env.XTERM_VERSION);
  return multiplexer === 'screen';
}

/**
 * Whether what stands behind a joiner ends up in the joiner's cell, even after a move: tmux does that with letters too.
 * The next cell would keep what it had, and the rest of the row would shift.
 */
export function fillsJoinersCell(env: Environment): boolean {
  return Boolean(env.TMUX) || /^(?:tmux|screen)/.test(env.TERM ?? '');
}
