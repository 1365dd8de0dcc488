/** The charts of a frame on the stage: built on first use, updated when their numbers change, replaced by a sentence if they fail. */
import { type Chart, isSameRect, type Rect, type Size } from '../app/frame.ts';
import { errorMessage } from '../core/error.ts';
import type { Row } from '../core/span.ts';
import { cutToWidth } from '../core/text/cut.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import type { Style } from '../core/theme.ts';
import type { QuietScreen } from './blessed.ts';
import {
  buildWidget,
  type ChartKind,
  type ChartWidget,
  type ChartWidgetClass,
  chartRecipes,
  isEmptyChart,
  seriesColors,
} from './chart-widgets.ts';
import { PaneBox } from './pane-box.ts';
import { type ColorCode, encodeColor } from './terminal/color.ts';
import type { NamedColors, Styles } from './terminal/style.ts';

export interface ChartBoxes {
  /**
   * Changes when boxes were added, because they are then in front of everything, and when different things can be
   * drawn.
   */
  readonly version: number;
  show(charts: readonly Chart[], background: Style, size: Size): void;
  toFront(): void;
}

/** One place for a chart: a heading, and below it the widget or a sentence. */
interface Slot {
  readonly heading: PaneBox;
  readonly note: PaneBox;
  /** The numbers the widget was last given, as text: each frame brings new objects for the same numbers. */
  fed?: string;
  widget?: ChartWidget;
  area?: Rect;
}

export function createChartBoxes(quiet: QuietScreen, styles: Styles, log: (text: string) => void): ChartBoxes {
  const slots: Slot[] = [];
  let version = 1;

  const complain = (kind: ChartKind, error: unknown): void => log(`chart ${kind}: ${errorMessage(error)}`);
  const widgetOf = createWidgetLoader(complain);

  const place = (slot: Slot, chart: Chart, background: Style): void => {
    const { rect } = chart;
    const area = areaBelowHeading(chart);
    const heading = headingOf(chart);
    slot.heading.showPane({
      name: 'activity',
      rect: { ...rect, height: area.y - rect.y },
      rows: [heading],
      background,
    });
    slot.note.hidden = true;
    const sentence = whyNot(chart, area);
    const create = sentence === undefined ? widgetOf(chart.kind) : null;
    if (!create) {
      drop(slot);
      say(slot, area, sentence ?? 'chart unavailable', chart.style, background);
      return;
    }
    try {
      draw(slot, chart, area, create);
    } catch (error) {
      complain(chart.kind, error);
      drop(slot);
      say(slot, area, 'chart unavailable', chart.style, background);
    }
  };

  const draw = (slot: Slot, chart: Chart, area: Rect, create: ChartWidgetClass): void => {
    const recipe = chartRecipes[chart.kind];
    // A contrib chart reads most of its settings when it is built, so another size or other numbers need a new widget.
    const food = JSON.stringify(chart);
    if (slot.widget && slot.fed === food && slot.area && isSameRect(slot.area, area)) return;
    drop(slot);
    const widget = buildWidget(create, quiet.screen, recipe, chart, area);
    const style: Style = { ...chart.style };
    const colors = namedColors(chart.style);
    const render = widget.render.bind(widget);
    Object.assign(widget, {
      sattr: () => styles.idOf(style),
      render: () => {
        if (isStill(quiet, area)) return undefined;
        quiet.setNamedColors(colors);
        try {
          return render();
        } catch (error) {
          complain(chart.kind, error);
          return undefined;
        } finally {
          quiet.setNamedColors([]);
        }
      },
    });
    slot.widget = widget;
    slot.area = area;
    slot.fed = food;
    recipe.feed(widget, chart, area);
    version++;
  };

  return {
    get version() {
      return version;
    },
    show(charts, background, size) {
      const visible = charts.filter(({ rect }) => isInside(rect, size));
      while (slots.length < visible.length) {
        slots.push({ heading: new PaneBox(quiet, styles), note: new PaneBox(quiet, styles) });
        version++;
      }
      slots.forEach((slot, index) => {
        const chart = visible[index];
        if (chart) {
          place(slot, chart, background);
          return;
        }
        drop(slot);
        slot.heading.hidden = true;
        slot.note.hidden = true;
      });
    },
    toFront() {
      for (const { heading, note, widget } of slots) {
        heading.setFront();
        note.setFront();
        widget?.setFront();
      }
    },
  };
}

/** Loads each kind of widget once; null when it could not be loaded, which is reported once. */
function createWidgetLoader(
  complain: (kind: ChartKind, error: unknown) => void,
): (kind: ChartKind) => ChartWidgetClass | null {
  const widgets = new Map<ChartKind, ChartWidgetClass | null>();
  return (kind) => {
    let widget = widgets.get(kind);
    if (widget === undefined) {
      try {
        const loaded = chartRecipes[kind].load();
        if (typeof loaded !== 'function') throw new Error('its module holds no widget');
        widget = loaded as ChartWidgetClass;
      } catch (error) {
        complain(kind, error);
        widget = null;
      }
      widgets.set(kind, widget);
    }
    return widget;
  };
}

function drop(slot: Slot): void {
  slot.widget?.detach();
  delete slot.widget;
  delete slot.area;
  delete slot.fed;
}

/** A sentence in the place of the chart. */
function say(slot: Slot, area: Rect, sentence: string, style: Style, background: Style): void {
  if (area.height < 1 || area.width < 1) return;
  const row: Row = [{ text: cutToWidth(sentence, area.width), style }];
  slot.note.showPane({ name: 'activity', rect: area, rows: [row], background });
}

function isStill({ still }: QuietScreen, { y, height }: Rect): boolean {
  for (let row = y; row < y + height; row++) if (!still[row]) return false;
  return true;
}

/** A sentence for a chart that cannot be drawn; an empty one leaves the place blank; undefined when it can be drawn. */
function whyNot(chart: Chart, area: Rect): string | undefined {
  const { least } = chartRecipes[chart.kind];
  if (area.width < least.width || area.height < least.height) return chart.kind === 'sparkline' ? '' : 'too small';
  if (isEmptyChart(chart)) return chart.kind === 'sparkline' ? '' : 'nothing yet';
  return undefined;
}

/** The heading takes one row where there are two or more. */
function areaBelowHeading({ rect }: Chart): Rect {
  const rows = rect.height > 1 ? 1 : 0;
  return { ...rect, y: rect.y + rows, height: rect.height - rows };
}

/** The title and, with several series, the name of each after a square in its colour. */
function headingOf(chart: Chart): Row {
  const title = { text: sanitizeLine(chart.title), style: chart.style };
  if (chart.series.length < 2 || chart.kind === 'donut') return [title];
  return [
    title,
    ...chart.series.flatMap((series, i) => [
      { text: '  ■ ', style: seriesStyle(chart.style, i) },
      { text: sanitizeLine(series.name), style: chart.style },
    ]),
  ];
}

/** The first series has the chart's own colour; the others differ from it in hue. */
const otherHues = ['#56b6c2', '#c678dd', '#98c379', '#e06c75', '#61afef'] as const;
const quietAxis = encodeColor('#7a7f8a');

function seriesStyle(style: Style, index: number): Style {
  const hue = index === 0 ? style.fg : otherHues[(index - 1) % otherHues.length];
  return hue === undefined ? style : { ...style, fg: hue };
}

/** What contrib's colour names stand for in this chart, in the order of the palette. */
function namedColors(style: Style): NamedColors {
  const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
  const color = (index: number): ColorCode => encodeColor(seriesStyle(style, index).fg);
  return names.map((name) => {
    if (name === 'black') return quietAxis;
    return color(name === 'white' ? 0 : seriesColors.indexOf(name));
  });
}

function isInside(rect: Rect, size: Size): boolean {
  return (
    rect.x >= 0 &&
    rect.y >= 0 &&
    rect.width > 0 &&
    rect.height > 0 &&
    rect.x + rect.width <= size.columns &&
    rect.y + rect.height <= size.rows
  );
}
