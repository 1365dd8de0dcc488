/** Combines styles. The same two always give the same object, because painters cache by identity. */
import type { Style } from './theme.ts';

type Combined = WeakMap<Style, WeakMap<Style, Style>>;

function remember(known: Combined, first: Style, second: Style, combine: () => Style): Style {
  let byFirst = known.get(first);
  if (byFirst === undefined) {
    byFirst = new WeakMap();
    known.set(first, byFirst);
  }
  let style = byFirst.get(second);
  if (style === undefined) {
    style = combine();
    byFirst.set(second, style);
  }
  return style;
}

const added: Combined = new WeakMap();
const stressed: Combined = new WeakMap();

/** `top` in text of the style `base`: bold inside a quote stays italic and keeps the quote's background. */
export function addStyle(base: Style, top: Style): Style {
  return remember(added, base, top, () => ({
    ...base,
    ...top,
    ...(base.bg === undefined ? {} : { bg: base.bg }),
  }));
}

/** The attributes of `top` on `base`, in the colours of `base`: emphasis in a heading keeps the heading's colour. */
export function stressStyle(base: Style, top: Style): Style {
  return remember(stressed, base, top, () => {
    const { fg: _fg, bg: _bg, ...attributes } = top;
    return { ...base, ...attributes };
  });
}
