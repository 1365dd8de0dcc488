/** Opens the dashboard: services, screen and program put together, and the terminal given back whatever happens. */
import type { StartWith } from '../app/msg.ts';
import type { Problem } from '../core/problem.ts';
import { initialState } from '../run/initial.ts';
import type { Services } from '../run/services.ts';
import { openServices } from './act.ts';
import { findColorDepth, guessBackground } from './color-depth.ts';
import type { Globals } from './globals.ts';
import { complain } from './print.ts';

/** Resolves when the dashboard is closed and everything is stored; the exit code is set. */
export async function openDashboard(globals: Globals, open: StartWith, known?: Services): Promise<void> {
  const [services, { createScreen }, { startProgram }] = await Promise.all([
    known ?? openServices(globals),
    import('../tui/screen.ts'),
    import('../run/program.ts'),
  ]);
  const { settings } = services;
  const depth = findColorDepth(process.env);
  const created = createScreen({
    mouse: settings.mouse,
    depth,
    escapeDelayMs: settings.escapeDelayMs,
    windowTitle: settings.windowTitle,
  });
  if (!created.ok) {
    complain(created.problem);
    await services.close();
    return;
  }
  const screen = created.value;
  const look = await services.loadTheme(settings.theme, guessBackground(process.env));
  const { answering, problem } = await whoAnswers(services, globals);
  const initial = initialState({
    size: screen.size,
    now: services.clock.now(),
    settings,
    theme: look.theme,
    depth,
    cwd: services.cwd,
    answering,
    answeringForced: isForced(globals),
  });
  const program = startProgram({ services, screen, initial, open });
  const crash = (error: unknown): void => {
    screen.close();
    void import('./crash.ts').then(({ crashed }) => {
      complain(crashed(error));
      process.exit(1);
    });
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  for (const wrong of [...services.problems, ...(look.problem ? [look.problem] : []), ...(problem ? [problem] : [])]) {
    program.dispatch({ type: 'problem', problem: wrong });
  }
  process.exitCode = await program.finished;
}

function isForced(globals: Globals): boolean {
  return Boolean(globals.provider ?? globals.model ?? process.env.REPRISE_PROVIDER ?? process.env.REPRISE_MODEL);
}

/** Who answers new sessions, where flags, environment or settings name it; else the first-run card asks. */
async function whoAnswers(
  services: Services,
  globals: Globals,
): Promise<{
  readonly answering: { readonly provider: string; readonly model: string } | null;
  readonly problem?: Problem;
}> {
  const named = isForced(globals) || services.settings.provider !== undefined;
  if (!named) return { answering: null };
  const choice = await services.choose(globals);
  if (!choice.ok) return { answering: null, problem: choice.problem };
  return { answering: { provider: choice.value.provider.name, model: choice.value.model } };
}
