/** Everything that leaves the program: clipboard, notifications, export, statistics, the terminal. */
import { problem } from '../../core/problem.ts';
import { redact } from '../../core/redact.ts';
import { capital } from '../../core/words.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

export function outsideEffects(deps: EffectDeps, open: OpenSessions): Handlers {
  const { services, screen, dispatch } = deps;
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
        const message = `${capital(what)} could not be copied: it is too long for the terminal, and no clipboard program was found.`;
        dispatch({
          type: 'problem',
          problem: problem('io-error', message, 'Use /export instead.'),
        });
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
        // What could not be stored yet is only in memory, and must be in the export all the same.
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
        // Once the view is closed, there is no need to read thousands of files for it.
        wanted: () => deps.state().overlay.kind === 'stats' && !deps.state().quitting,
        onProgress: (soFar) => dispatch({ type: 'statsReady', stats: soFar }),
      });
      if (stats.ok) dispatch({ type: 'statsReady', stats: stats.value });
      else if (stats.problem.code !== 'aborted') dispatch({ type: 'problem', problem: stats.problem });
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
