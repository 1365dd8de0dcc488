/** Everything that leaves the program: clipboard, notifications, export, statistics, settings, theme, the terminal. */
import { createHighlighter } from '../../core/highlight.ts';
import { problem } from '../../core/problem.ts';
import { redact } from '../../core/redact.ts';
import { capital } from '../../core/words.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

/** After the start; milliseconds. */
const idleMs = 150;
/** What was asked for has been drawn by then; milliseconds. */
const drawnMs = 20;
/** A little of everything that answers are made of. */
const markdownSample =
  '# A\n\nb **c** *d* `e` ~~f~~ [g](https://h.example) <i>\n\n- j\n  1. k\n\n> l\n\n| m | n |\n| - | - |\n| o | p |\n\n```q\nr\n```\n\n---\n';

export function outsideEffects(deps: EffectDeps, open: OpenSessions): Handlers {
  const { services, screen, dispatch } = deps;
  let themes = 0;
  let counting: AbortController | undefined;
  return {
    async copy({ text, what }) {
      const { copyWithProgram } = await import('../clipboard.ts');
      const sent = screen.copy(text);
      // A terminal never says whether it took the text; a program on this machine does.
      const program = await copyWithProgram(text, services.env);
      if (sent || program !== undefined)
        dispatch({ type: 'said', text: `Copied ${what}${program === undefined ? '' : ` (${program})`}.` });
      else {
        const message = `${capital(what)} could not be copied: it is too long for the terminal, and there is no clipboard program here.`;
        dispatch({ type: 'problem', problem: problem('io-error', message, 'Export the session with e instead.') });
      }
    },
    notify({ text }) {
      if (services.settings.bell) screen.bell();
      if (services.settings.notify) screen.notify(redact(text));
    },
    async exportSession({ id, filePath, format, target, redact: blotted }) {
      const { exportToFile } = await import('../export.ts');
      const held = open.get(id);
      const done = await exportToFile(services, {
        filePath,
        format,
        redact: blotted,
        // What could not be stored yet is in memory only, and must be in the export all the same.
        ...(held ? { held: { summary: held.summary, transcript: held.transcript } } : {}),
        ...(target === undefined ? {} : { target }),
      });
      if (done.ok) dispatch({ type: 'said', text: `Exported to ${done.value}.` });
      else dispatch({ type: 'problem', problem: done.problem });
    },
    async computeStats() {
      const { computeStats } = await import('../stats.ts');
      counting?.abort();
      const controller = new AbortController();
      counting = controller;
      const stats = await computeStats(services, {
        signal: controller.signal,
        // Once nobody looks any more, thousands of files need not be read for it.
        wanted: () => deps.state().overlay.kind === 'stats' && !deps.state().quitting,
        onProgress: (soFar) => dispatch({ type: 'statsReady', stats: soFar }),
      });
      if (stats.ok) dispatch({ type: 'statsReady', stats: stats.value });
      else if (stats.problem.code !== 'aborted') dispatch({ type: 'problem', problem: stats.problem });
    },
    async saveSetting({ path, value }) {
      const saved = await services.saveSetting(path, value);
      if (saved.ok) dispatch({ type: 'settingsChanged', settings: services.settings });
      else dispatch({ type: 'problem', problem: saved.problem });
    },
    async loadTheme({ name, kind, keep = false }) {
      themes += 1;
      const asked = themes;
      const { theme, problem: wrong } = await services.loadTheme(name, kind);
      // A preview that was passed over must not come after the one that is looked at.
      if (asked !== themes) return;
      // What was asked for is not to be had: the screen stays as it is.
      if (wrong) {
        dispatch({ type: 'problem', problem: wrong });
        return;
      }
      dispatch({ type: 'themeLoaded', theme, keep });
      if (!keep) return;
      const saved = await services.saveSetting(['theme'], name);
      if (saved.ok) dispatch({ type: 'settingsChanged', settings: services.settings });
      else dispatch({ type: 'problem', problem: saved.problem });
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
      // The engine compiles the patterns at their first use, which takes longer than a frame: better while nobody waits.
      const warmUp = () =>
        void renderMarkdown(markdownSample, { theme: deps.state().look.theme, width: 60, codeWrap: true });
      setTimeout(warmUp, idleMs).unref();
    },
    async loadHighlighter() {
      // The text is readable without colours: what was just opened is drawn first.
      await new Promise((resolve) => setTimeout(resolve, drawnMs));
      const { common, createLowlight } = await import('lowlight');
      dispatch({ type: 'highlighterLoaded', highlight: createHighlighter(createLowlight(common)) });
    },
    setMouse({ on }) {
      screen.setMouse(on);
    },
    redraw() {
      screen.redraw();
    },
    suspend() {
      screen.suspend();
    },
  };
}
