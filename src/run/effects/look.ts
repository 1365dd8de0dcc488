/** Settings and looks: themes, and the parts that render replies, loaded on first use. */
import { createHighlighter } from '../../core/highlight.ts';
import { overruledTheme } from '../overruled.ts';
import type { EffectDeps, Handlers } from './effects.ts';

/** After the start; milliseconds. */
const idleMs = 150;
/** By then, what the user asked for has been drawn; milliseconds. */
const drawnMs = 20;
/** A little of everything that replies consist of. */
const markdownSample =
  '# A\n\nb **c** *d* `e` ~~f~~ [g](https://h.example) <i>\n\n- j\n  1. k\n\n> l\n\n| m | n |\n| - | - |\n| o | p |\n\n```q\nr\n```\n\n---\n';

export function lookEffects(deps: EffectDeps): Handlers {
  const { services, dispatch } = deps;
  let themes = 0;
  const save = async (path: readonly string[], value: unknown): Promise<void> => {
    const saved = await services.saveSetting(path, value);
    if (saved.ok) dispatch({ type: 'settingsChanged', settings: services.settings });
    else dispatch({ type: 'problem', problem: saved.problem });
  };
  return {
    saveSetting: ({ path, value }) => save(path, value),
    async loadTheme({ name, kind, keep = false }) {
      themes += 1;
      const asked = themes;
      const { theme, problem: wrong } = await services.loadTheme(name, kind);
      // An earlier preview must not replace the one that is looked at now.
      if (asked !== themes) return;
      // The requested theme is not available: the screen stays as it is.
      if (wrong) {
        dispatch({ type: 'problem', problem: wrong });
        return;
      }
      dispatch({ type: 'themeLoaded', theme, keep });
      if (!keep) return;
      await save(['theme'], name);
      const overruled = overruledTheme(services);
      if (overruled) dispatch({ type: 'problem', problem: overruled });
    },
    async listThemes() {
      dispatch({ type: 'themesListed', ...(await services.listThemes()) });
    },
    async loadMarkdown() {
      const [{ renderMarkdown }, { growMarkdown }] = await Promise.all([
        import('../../core/markdown/markdown.ts'),
        import('../../core/markdown/grow.ts'),
      ]);
      dispatch({ type: 'markdownLoaded', markdown: { render: renderMarkdown, grow: growMarkdown } });
      // The engine compiles the patterns at their first use, which takes longer than a frame; better while nothing is
      // waiting.
      const warmUp = () =>
        void renderMarkdown(markdownSample, { theme: deps.state().look.theme, width: 60, codeWrap: true });
      setTimeout(warmUp, idleMs).unref();
    },
    async loadHighlighter() {
      // The text is readable without colours, so what was just opened is drawn first.
      await new Promise((resolve) => setTimeout(resolve, drawnMs));
      const { grammars } = await import('../grammars.ts');
      dispatch({ type: 'highlighterLoaded', highlight: createHighlighter(grammars) });
    },
  };
}
