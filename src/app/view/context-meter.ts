/** How full the model's window is, as a small bar and a percentage, with a warning sign when it is nearly full. */
import type { Row } from '../../core/span.ts';
import type { Theme } from '../../core/theme.ts';
import type { ContextUse } from '../costs.ts';
import { formatCount } from './format.ts';
import { span } from './rows.ts';

/** The share from which there is a warning; from the second on, the next turn may not fit. */
const warnFrom = 0.8;
const fullFrom = 0.95;
const barCells = 8;

/** `context ███░░░░░ 36% of 200k`; without the bar where it is `short`. */
export function contextMeter(use: ContextUse, { styles }: Pick<Theme, 'styles'>, short: boolean): Row {
  const style = use.share >= fullFrom ? styles.error : use.share >= warnFrom ? styles.warning : styles.footer;
  const sign = use.share >= fullFrom ? '!!' : use.share >= warnFrom ? '!' : '';
  const share = `${contextShare(use)}${sign}`;
  if (short) return [span(`context ${share}`, style)];
  const filled = Math.min(barCells, Math.max(1, Math.round(use.share * barCells)));
  return [
    span('context ', styles.footer),
    span('█'.repeat(filled) + '░'.repeat(barCells - filled), style),
    span(` ${share}`, style),
    span(` of ${formatCount(use.window)}`, styles.footer),
  ];
}

/** `36%`, `<1%`, `≈36%` if the tokens are an estimate, `104%` if it no longer fits. */
export function contextShare({ share, estimated }: Pick<ContextUse, 'share' | 'estimated'>): string {
  return `${estimated ? '≈' : ''}${share < 0.01 ? '<1' : Math.round(share * 100)}%`;
}
