/** What the transcript pane shows while there is nothing to read: how to begin, with the keys for it. */
import { modelLabel } from '../../core/session.ts';
import type { Row } from '../../core/span.ts';
import { fitToWidth } from '../../core/text/cut.ts';
import { sanitize, sanitizeLine } from '../../core/text/sanitize.ts';
import { textWidth } from '../../core/text/width.ts';
import { wrapText } from '../../core/text/wrap.ts';
import type { Rect } from '../frame.ts';
import { keyName } from '../keymap.ts';
import type { State } from '../state.ts';
import { keyOnPage, span } from './rows.ts';

type Way = readonly [id: string, words: string];

function waysWhileBrowsing(begun: string): readonly Way[] {
  return [
    ['session.new', 'start a named session'],
    ['pane.input', `go to the input; your first message starts ${begun}`],
    ['app.helpKey', 'show all keys'],
  ];
}

/** While typing, plain letters are text. */
function waysWhileTyping(begun: string): readonly Way[] {
  return [
    ['input.send', `send the message below; it starts ${begun}`],
    ['session.newAnywhere', 'start a named session'],
    ['app.help', 'show all keys'],
  ];
}

/** What the first message begins: the user may have given a name before a provider was chosen. */
function begunSession({ beginning }: State): string {
  const name = sanitizeLine(beginning?.name ?? '');
  return name === '' ? 'an unnamed session' : `“${name}”`;
}

export function welcomeRows(state: State, rect: Rect): Row[] {
  const { styles } = state.look.theme;
  if (state.list.sessions.length > 0 || state.list.loading) return [];
  const ways = (state.focus === 'input' ? waysWhileTyping : waysWhileBrowsing)(begunSession(state));
  const rows: Row[] = [[], [span('  Nothing here yet.', styles.heading)], []];
  const named = ways.flatMap(([id, words]) => {
    const key = keyName(state, id);
    return key === undefined ? [] : [{ key, words }];
  });
  // The descriptions of all ways begin in the same column.
  const margin = Math.max(0, ...named.map(({ key }) => textWidth(key))) + 4;
  for (const { key, words } of named) {
    wrapText(words, Math.max(8, rect.width - margin - 2)).forEach((line, i) => {
      rows.push([span(fitToWidth(i === 0 ? `  ${key}` : '', margin), keyOnPage(styles)), span(line, styles.text)]);
    });
  }
  if (state.chosenModel) {
    const who = sanitize(modelLabel(state.chosenModel));
    rows.push([], ...wrapText(`Provider: ${who}`, rect.width - 4).map((line) => [span(`  ${line}`, styles.dim)]));
  }
  return rows.slice(0, rect.height);
}
