/** blessed-contrib's charts: the module of each kind, how it is built, and its numbers in the shape it expects. */
import type { Chart, Rect } from '../app/frame.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { type BlessedElement, type BlessedScreen, loadContrib } from './blessed.ts';

export type ChartKind = Chart['kind'];

/** What we use of a contrib widget. */
export interface ChartWidget extends BlessedElement {
  setData(...data: unknown[]): void;
  getContent(): string;
}

export type ChartWidgetClass = new (options: Readonly<Record<string, unknown>>) => ChartWidget;

export interface ChartRecipe {
  /** Loads one module of contrib: the whole package would load 135. Throws when it cannot be loaded. */
  readonly load: () => unknown;
  /** Below this size the widget draws nonsense, or throws. */
  readonly least: { readonly width: number; readonly height: number };
  readonly options: (chart: Chart, area: Rect) => Readonly<Record<string, unknown>>;
  readonly feed: (widget: ChartWidget, chart: Chart, area: Rect) => void;
}

/** contrib knows eight colours by name. The series take these in turn; the stage says what they look like. */
export const seriesColors = ['yellow', 'cyan', 'magenta', 'green', 'red', 'blue'] as const;
const axis = 'black';
const text = 'white';

export const chartRecipes: Readonly<Record<ChartKind, ChartRecipe>> = {
  sparkline: {
    load: () => loadContrib('sparkline.js'),
    least: { width: 3, height: 1 },
    options: () => ({ tags: false, wrap: false }),
    feed(widget, chart, area) {
      // It keeps two columns free, and shows the first numbers where we want the last.
      widget.setData([''], [numbersOf(chart, 0).slice(-Math.max(1, area.width - 2))]);
      // It writes a blank row, a title and then the line. There is room only for the line; our own title is above it.
      widget.setContent(widget.getContent().split(/\r?\n/)[2] ?? '');
    },
  },
  line: {
    load: () => usingAllCells(loadContrib('charts/line.js')),
    least: { width: 20, height: 7 },
    options: (chart) => {
      // Without an explicit maximum, a series of zeros would divide by zero.
      const steps = wholeSteps(1.2 * largest(chart.series.flatMap((_, i) => numbersOf(chart, i))));
      return {
        style: { line: seriesColors[0], text, baseline: axis },
        // In dots, two to a cell. contrib measures the highest number only: beside `10k` it would cut `6.7k` to `6.7`.
        xLabelPadding: steps.maxY >= 1_000 ? 8 : 3,
        xPadding: 5,
        abbreviate: true,
        showLegend: false,
        ...steps,
      };
    },
    feed(widget, chart) {
      widget.setData(
        chart.series.map((series, i) => ({
          title: plainLabel(series.name),
          // One more place than there are numbers: otherwise the last point would be rounded past the edge and reappear
          // at the left.
          x: [...chart.labels.map(plainLabel), ' '],
          y: numbersOf(chart, i),
          style: { line: seriesColors[i % seriesColors.length] },
        })),
      );
    },
  },
  bar: {
    load: () => loadContrib('charts/bar.js'),
    least: { width: 12, height: 7 },
    options: (chart) => ({
      ...barSteps,
      maxHeight: largest(numbersOf(chart, 0)),
      barBgColor: seriesColors[0],
      barFgColor: axis,
      labelColor: text,
    }),
    feed(widget, chart, area) {
      const from = Math.max(0, chart.labels.length - barsIn(area));
      const labels = chart.labels.slice(from);
      const numbers = numbersOf(chart, 0);
      widget.setData({
        titles: labels.map((label) => plainLabel(label).slice(0, barSteps.barWidth)),
        data: labels.map((_, i) => numbers[from + i] ?? 0),
      });
    },
  },
  stackedBar: {
    load: () => loadContrib('charts/stacked-bar.js'),
    least: { width: 12, height: 7 },
    options: (chart) => ({
      ...barSteps,
      maxValue: largest(chart.labels.map((_, i) => sum(chart.series.map((_s, s) => numbersOf(chart, s)[i] ?? 0)))),
      barBgColor: chart.series.map((_, i) => seriesColors[i % seriesColors.length]),
      barFgColor: axis,
      labelColor: text,
      showLegend: false,
    }),
    feed(widget, chart, area) {
      const from = Math.max(0, chart.labels.length - barsIn(area));
      const labels = chart.labels.slice(from);
      widget.setData({
        barCategory: labels.map((label) => plainLabel(label).slice(0, barSteps.barWidth)),
        stackedCategory: chart.series.map((series) => plainLabel(series.name)),
        data: labels.map((_, i) => chart.series.map((_s, s) => numbersOf(chart, s)[from + i] ?? 0)),
      });
    },
  },
  donut: {
    load: () => loadContrib('donut.js'),
    least: { width: 16, height: 8 },
    options: (_chart, area) => ({
      radius: donutRadius(area),
      arcWidth: Math.max(2, Math.floor(donutRadius(area) / 3)),
      remainColor: axis,
      fill: text,
    }),
    feed(widget, chart, area) {
      const values = numbersOf(chart, 0);
      const total = sum(values);
      const fit = Math.max(1, Math.floor((area.width * 2 - 5) / (donutRadius(area) * 2 + 2)));
      widget.setData(
        chart.labels.slice(0, fit).map((label, i) => ({
          // Shares above 1 are read as hundredths; a share of exactly 1 stays 1.
          percent: total === 0 ? 0 : (values[i] ?? 0) / total,
          label: plainLabel(label),
          color: seriesColors[i % seriesColors.length],
        })),
      );
    },
  },
};

/** contrib keeps two rows and six columns of a canvas free for a border, which our charts do not have. */
function usingAllCells(widget: unknown): unknown {
  if (typeof widget !== 'function') return widget;
  type Sized = new (options: Readonly<Record<string, unknown>>) => ChartWidget & { width: number; height: number };
  return class extends (widget as Sized) {
    calcSize(): void {
      Object.assign(this, { canvasSize: { width: this.width * 2, height: this.height * 4 } });
    }
  };
}

/** A series as numbers that can be drawn: finite and not negative. */
function numbersOf(chart: Chart, series: number): number[] {
  return (chart.series[series]?.values ?? []).map((value) => (Number.isFinite(value) && value > 0 ? value : 0));
}

/** True when there is nothing to draw. */
export function isEmptyChart(chart: Chart): boolean {
  return chart.series.length === 0 || chart.series.every((series) => series.values.length === 0);
}

/** contrib puts each UTF-16 unit into its own cell, which is right only for single narrow units. */
function plainLabel(label: string): string {
  return sanitizeLine(label)
    .replace(/[^\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f]/gu, '?')
    .replace(/[{}]/g, '|');
}

const barSteps = { barWidth: 5, barSpacing: 8, xOffset: 1 } as const;

function barsIn(area: Rect): number {
  return Math.max(1, Math.floor((area.width - 2 - barSteps.xOffset + 3) / barSteps.barSpacing));
}

/** In dots of a braille canvas, 2 by 4 to a cell. */
function donutRadius(area: Rect): number {
  return Math.max(4, Math.min(14, Math.floor((area.height * 4 - 24) / 2), Math.floor((area.width * 2 - 8) / 2)));
}

/** At most four whole-number steps up to `top`: there is no 2.7th session. */
function wholeSteps(top: number): { readonly numYLabels: number; readonly maxY: number } {
  const numYLabels = Math.min(4, Math.ceil(top));
  return { numYLabels, maxY: numYLabels * Math.ceil(top / numYLabels) };
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0) || 1;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** contrib attaches a widget to the tree when it is built, and needs its size then. */
export function buildWidget(
  create: ChartWidgetClass,
  screen: BlessedScreen,
  recipe: ChartRecipe,
  chart: Chart,
  area: Rect,
): ChartWidget {
  const widget = new create({
    screen,
    left: area.x,
    top: area.y,
    width: area.width,
    height: area.height,
    ...recipe.options(chart, area),
  });
  screen.append(widget);
  return widget;
}
