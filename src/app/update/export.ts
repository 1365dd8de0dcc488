/** Export of one session or of all that are marked: one file each. */
import type { Effect } from '../effect.ts';
import { sessionById } from '../list-state.ts';
import { meantSession } from '../meant-sessions.ts';
import type { CommandMsg } from '../msg.ts';
import type { State } from '../state.ts';
import { type Step, say, step } from '../step.ts';
import { unmarked } from './list.ts';

/** One file per session; each path is reported once it is written. */
export function exportSessions(state: State, msg: Extract<CommandMsg, { type: 'export' }>): Step {
  const meant = meantSession(state);
  const sessions = msg.ids ? msg.ids.flatMap((id) => sessionById(state.list, id) ?? []) : meant ? [meant] : [];
  if (sessions.length === 0) return say(state, 'There is no session to export.', 'error');
  const { format, target } = msg;
  const effects = sessions.map(
    ({ id, filePath }): Effect => ({
      type: 'exportSession',
      id,
      filePath,
      format,
      redact: format === 'html',
      ...(target === undefined ? {} : { target }),
    }),
  );
  return step(unmarked(state, sessions), ...effects);
}
