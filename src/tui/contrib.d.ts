/** The deep modules of blessed-contrib that are imported when the first chart is drawn; its own typings do not cover them. */
declare module 'blessed-contrib/lib/widget/sparkline.js' {
  const widget: unknown;
  export = widget;
}
declare module 'blessed-contrib/lib/widget/donut.js' {
  const widget: unknown;
  export = widget;
}
declare module 'blessed-contrib/lib/widget/charts/line.js' {
  const widget: unknown;
  export = widget;
}
declare module 'blessed-contrib/lib/widget/charts/bar.js' {
  const widget: unknown;
  export = widget;
}
declare module 'blessed-contrib/lib/widget/charts/stacked-bar.js' {
  const widget: unknown;
  export = widget;
}
