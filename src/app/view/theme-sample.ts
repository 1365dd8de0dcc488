/** A sample in the selected theme, shown below the list of the theme picker. */
import type { Row } from '../../core/span.ts';
import type { ThemeToken } from '../../core/theme.ts';
import type { State } from '../state.ts';
import { fill, span } from './rows.ts';

const rows: readonly (readonly (readonly [text: string, token: ThemeToken])[])[] = [
  [
    ['● streaming  ', 'streaming'],
    ['◆ waiting  ', 'waiting'],
    ['✗ failed  ', 'failed'],
    ['⊘ locked  ', 'locked'],
    ['▴ pinned ', 'pinned'],
  ],
  [
    ['you  ', 'user'],
    ['assistant  ', 'assistant'],
    ['Heading  ', 'heading'],
    ['strong  ', 'strong'],
    ['link  ', 'link'],
    [' hit ', 'match'],
    ['  ', 'text'],
    [' this one ', 'matchCurrent'],
  ],
  [
    ['const ', 'codeKeyword'],
    ['answer ', 'codeVariable'],
    ['= ', 'code'],
    ['42', 'codeNumber'],
    ['; ', 'code'],
    ['// why  ', 'codeComment'],
    ['+ added  ', 'diffAdded'],
    ['- removed ', 'diffRemoved'],
  ],
];

/** As many rows as `sampleRows` says, a blank line first. */
export function sampleOf(state: State, width: number): Row[] {
  const { styles } = state.look.theme;
  return [
    [span('─'.repeat(width), styles.overlayBorder)],
    ...rows.map((row) =>
      fill([span('  ', styles.text), ...row.map(([text, token]) => span(text, styles[token]))], width, styles.text),
    ),
  ];
}
