/** Opens the dashboard: puts services, screen and program together, and always restores the terminal. */
import { readLastView } from '../app/last-view.ts';
import type { StartWith } from '../app/msg.ts';
import type { Screen } from '../app/screen.ts';
import type { NamedModel } from '../core/named-model.ts';
import { type Problem, problem, sentence } from '../core/problem.ts';
import type { ModelRef } from '../core/session.ts';
import { initialState } from '../run/initial.ts';
import type { Program } from '../run/program.ts';
import type { Services } from '../run/services.ts';
import { findColorDepth, guessBackground } from './color-depth.ts';
import type { Globals } from './globals.ts';
import { complain, remark } from './print.ts';
import { openServices } from './with-services.ts';

/** Resolves when the dashboard is closed and everything is stored; the exit code is set. */
export async function openDashboard(globals: Globals, open: StartWith, known?: Services): Promise<void> {
  const [services, { createScreen }, { startProgram }] = await Promise.all([
    known ?? openServices(globals),
    import('../tui/screen.ts'),
    import('../run/program.ts'),
  ]);
  const { settings } = services;
  // A wrong flag is wrong usage; a wrong setting was replaced by its default and is reported on the screen.
  const wrongFlag = services.problems.find((one) => one.code === 'bad-argument');
  const depth = findColorDepth(process.env);
  const created = createScreen({
    mouse: settings.mouse,
    depth,
    escapeDelayMs: settings.escapeDelayMs,
    windowTitle: settings.windowTitle,
  });
  const leave = (why: Problem): Promise<void> => {
    complain(why);
    return services.close();
  };
  if (wrongFlag) return leave(wrongFlag);
  if (!created.ok) return leave(created.problem);
  const screen = created.value;
  const [look, lastView] = await Promise.all([
    services.loadTheme(settings.theme, guessBackground(process.env)),
    services.loadLastView(),
  ]);
  const { chosenModel, problem: modelProblem } = await namedModel(services, globals);
  const initial = initialState({
    size: screen.size,
    now: services.clock.now(),
    settings,
    theme: look.theme,
    depth,
    cwd: services.cwd,
    chosenModel,
    modelsNamed: namedOutside(globals),
    lastView: readLastView(lastView),
  });
  let program: Program | undefined;
  onBug((error) => giveUp(error, screen, services, program));
  program = startProgram({ services, screen, initial, open });
  const wrong = inOne([
    ...services.problems,
    ...(look.problem ? [look.problem] : []),
    ...(modelProblem ? [modelProblem] : []),
  ]);
  if (wrong) program.dispatch({ type: 'problem', problem: wrong });
  process.exitCode = await program.finished;
  // The screen is gone: what is printed now stays on the terminal.
  for (const one of program.lost()) remark(`NOT SAVED: ${sentence(one)}`);
}

/** Uncaught errors and unhandled rejections: the first one counts. */
function onBug(handle: (error: unknown) => Promise<void>): void {
  let first = true;
  const once = (error: unknown): void => {
    if (!first) return;
    first = false;
    void handle(error);
  };
  process.on('uncaughtException', once);
  process.on('unhandledRejection', once);
}

/** Restores the terminal first, then stores what is waiting, then reports; none of it may end in another error. */
async function giveUp(error: unknown, screen: Screen, services: Services, program: Program | undefined): Promise<void> {
  screen.close();
  await program?.rescue().catch(() => undefined);
  const { crashed } = await import('./crash.ts');
  for (const one of program?.lost() ?? []) remark(`NOT SAVED: ${sentence(one)}`);
  complain(crashed(error, services.settings));
  // What is left in the event loop belongs to a program that can no longer be trusted.
  process.stderr.write('', () => process.exit());
}

/** The footer has room for one sentence: the first fault, and where to see the others. */
function inOne(problems: readonly Problem[]): Problem | undefined {
  const [first, ...others] = problems;
  if (!first || others.length === 0) return first;
  const more = others.length === 1 ? 'One more thing is' : `${others.length} more things are`;
  return problem(first.code, first.message, `${more} wrong; \`reprise config\` names each.`);
}

/** What flags and the environment name; an empty variable names nothing. */
function namedOutside({ provider, model }: Globals): readonly NamedModel[] {
  const { REPRISE_MODEL, REPRISE_PROVIDER } = process.env;
  return [
    { provider, model },
    { provider: REPRISE_PROVIDER, model: REPRISE_MODEL },
  ].map((one) => ({ provider: one.provider?.trim().toLowerCase(), model: one.model?.trim() }));
}

/** The model of new sessions, where flags, environment or settings name its provider; else the first-run card asks. */
async function namedModel(
  services: Services,
  globals: Globals,
): Promise<{
  readonly chosenModel: ModelRef | null;
  readonly problem?: Problem;
}> {
  const named = namedOutside(globals).some(({ provider }) => provider) || services.settings.provider !== undefined;
  if (!named) return { chosenModel: null };
  const choice = await services.chooseName(globals);
  if (!choice.ok) return { chosenModel: null, problem: choice.problem };
  return { chosenModel: { provider: choice.value.provider, model: choice.value.model } };
}
