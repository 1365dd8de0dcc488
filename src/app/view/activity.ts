/** The sparkline under the list: for each of the last 14 days, the turns of the sessions last used that day. */
import type { SessionSummary } from '../../core/session.ts';
import type { Chart, Pane, Rect } from '../frame.ts';
import type { State } from '../state.ts';
import { span } from './rows.ts';

const activityDays = 14;

/**
 * Turns per day, oldest first, cached by identity of the list; counting stops early, since the list is newest first.
 */
const counted = new WeakMap<readonly SessionSummary[], { readonly day: number; readonly values: readonly number[] }>();

export function activityOf(sessions: readonly SessionSummary[], now: number): readonly number[] {
  const today = new Date(now);
  const startOf = (ago: number): number =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - ago).getTime();
  const start = startOf(0);
  const known = counted.get(sessions);
  if (known?.day === start) return known.values;
  // Calendar days, not spans of 24 hours, because of the days on which clocks change.
  const starts = Array.from({ length: activityDays }, (_, ago) => startOf(ago));
  const values = Array.from({ length: activityDays }, () => 0);
  let ago = 0;
  for (const session of sessions) {
    while (session.endTime < (starts[ago] ?? Number.NEGATIVE_INFINITY)) ago += 1;
    if (ago >= activityDays) break;
    const at = activityDays - 1 - ago;
    values[at] = (values[at] ?? 0) + Math.max(1, session.turnCount);
  }
  counted.set(sessions, { day: start, values });
  return values;
}

export function activityPane(state: State, rect: Rect): { readonly pane: Pane; readonly charts: readonly Chart[] } {
  const { styles } = state.look.theme;
  const values = activityOf(state.list.sessions, state.now);
  const label = ` ${activityDays} days`;
  const pane: Pane = {
    name: 'activity',
    rect,
    rows: [[], [span(`${' '.repeat(activityDays + 2)}${label}`, styles.dim)]],
    background: styles.text,
  };
  if (values.every((value) => value === 0)) return { pane: { ...pane, rows: [] }, charts: [] };
  const chart: Chart = {
    kind: 'sparkline',
    rect: { x: rect.x + 1, y: rect.y + rect.height - 1, width: activityDays + 2, height: 1 },
    title: '',
    labels: [],
    series: [{ name: '', values }],
    style: styles.sparkline,
  };
  return { pane, charts: [chart] };
}
