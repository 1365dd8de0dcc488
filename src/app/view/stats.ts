/** The statistics view. */
import type { Row } from '../../core/span.ts';
import type { Stats } from '../../core/stats.ts';
import type { State } from '../state.ts';
import { span } from './rows.ts';

export function statsRows(state: State, stats: Stats | null, _width: number): readonly Row[] {
  const { styles } = state.look.theme;
  if (!stats) return [[span('Reading all session files …', styles.dim)]];
  return [];
}
