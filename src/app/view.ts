/** The screen for a state: the panes and their contents. Pure; the terminal draws the difference. */
import { sanitize } from '../core/text/sanitize.ts';
import { wrapText } from '../core/text/wrap.ts';
import type { Frame, Pane, Rect } from './frame.ts';
import { withKey } from './keymap.ts';
import { sessionById } from './list-state.ts';
import { titleOf } from './session-title.ts';
import type { State } from './state.ts';
import { activityPane } from './view/activity.ts';
import { completionPane } from './view/completion.ts';
import { footerPane } from './view/footer.ts';
import { inputPane, queuePane } from './view/input.ts';
import { smallest } from './view/layout.ts';
import { filterCaret, listPane } from './view/list.ts';
import { overlayView } from './view/overlay.ts';
import { regions } from './view/regions.ts';
import { fill, span } from './view/rows.ts';
import { headerPane, transcriptPane } from './view/transcript.ts';

export function view(state: State): Frame {
  const { styles } = state.look.theme;
  const layout = regions(state);
  const base = { size: state.size, background: styles.text, title: windowTitle(state) };
  if (layout.kind === 'too-small') return { ...base, panes: [tooSmall(state)], charts: [], caret: null };
  const panes: Pane[] = [];
  const charts: Frame['charts'][number][] = [];
  if (layout.list.width > 0) panes.push(listPane(state, layout.list));
  if (layout.activity.height > 0) {
    const activity = activityPane(state, layout.activity);
    panes.push(activity.pane);
    charts.push(...activity.charts);
  }
  if (layout.divider.width > 0) {
    const rows = Array.from({ length: layout.divider.height }, () => [span('│', styles.border)]);
    panes.push({ name: 'divider', rect: layout.divider, rows, background: styles.text });
  }
  if (layout.header.width > 0) panes.push(headerPane(state, layout.header), transcriptPane(state, layout.transcript));
  if (layout.queue.height > 0) panes.push(queuePane(state, layout.queue));
  const input = inputPane(state, layout.input);
  panes.push(input.pane, footerPane(state, layout.footer));
  const completion = completionPane(state, layout.input);
  if (completion) panes.push(completion);
  const overlay = overlayView(state);
  if (overlay) panes.push(overlay.pane);
  return {
    ...base,
    panes,
    charts: overlay
      ? [...charts.filter((chart) => !meets(chart.rect, overlay.pane.rect)), ...(overlay.charts ?? [])]
      : charts,
    caret: overlay ? overlay.caret : (filterCaret(state, layout.list) ?? input.caret),
  };
}

function meets(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function tooSmall(state: State): Pane {
  const { styles } = state.look.theme;
  const { columns, rows } = state.size;
  const quit = withKey(state, 'app.interrupt', (key) => ` ${key} quits.`);
  const text = `Too small: make the window ${smallest.columns}×${smallest.rows} or larger.${quit}`;
  return {
    name: 'overlay',
    rect: { x: 0, y: 0, width: columns, height: rows },
    rows: wrapText(text, Math.max(1, columns))
      .slice(0, rows)
      .map((line) => fill([span(line, styles.text)], columns, styles.text)),
    background: styles.text,
  };
}

function windowTitle(state: State): string {
  const session = state.shown.kind === 'session' ? sessionById(state.list, state.shown.id) : undefined;
  return sanitize(session ? `${titleOf(session)} – reprise` : 'reprise');
}
