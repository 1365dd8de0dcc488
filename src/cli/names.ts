/** `reprise names`, called only by the completion scripts: possible values of an argument, one per line. */
import { Argument, type Command } from 'commander';
import { ok, type Result } from '../core/problem.ts';
import { serverNames } from '../core/settings.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import type { Services } from '../run/services.ts';
import { listAll } from './find-sessions.ts';
import { write } from './print.ts';
import { withServices } from './with-services.ts';

/** What has names of its own on this machine. */
export type Named = keyof typeof namesOf;

const namesOf = { sessions: sessionNames, trash: trashNames, themes: themeNames, models: modelNames };

export function addNames(program: Command): void {
  program
    .command('names', { hidden: true })
    .description('names for the completion scripts, one per line')
    .addArgument(new Argument('<of>', 'whose names').choices(Object.keys(namesOf)))
    .action((of: Named, _choice: unknown, command: Command) =>
      withServices(command, async (services) => {
        const names = await namesOf[of](services);
        if (!names.ok) return names.problem;
        write(names.value.map((name) => `${sanitizeLine(name)}\n`).join(''));
        return undefined;
      }),
    );
}

async function sessionNames(services: Services): Promise<Result<readonly string[]>> {
  const sessions = await listAll(services);
  return sessions.ok ? ok(sessions.value.map((session) => session.name)) : sessions;
}

async function trashNames({ store }: Services): Promise<Result<readonly string[]>> {
  const trash = await store.listTrash();
  return trash.ok ? ok(trash.value.map(({ summary }) => summary.name)) : trash;
}

async function themeNames(services: Services): Promise<Result<readonly string[]>> {
  const { themes } = await services.listThemes();
  return ok(['auto', ...themes.map((theme) => theme.name)]);
}

/** Models that have replied here, and those in the settings: no server is asked while somebody presses Tab. */
async function modelNames(services: Services): Promise<Result<readonly string[]>> {
  const sessions = await listAll(services);
  if (!sessions.ok) return sessions;
  const { settings } = services;
  const answered = sessions.value.filter(({ provider }) => provider !== 'offline').map(({ model }) => model);
  const set = [settings.model, ...serverNames.map((name) => settings[name].model)];
  const names = [...set, ...answered].filter((name): name is string => Boolean(name));
  return ok([...new Set(names)]);
}
