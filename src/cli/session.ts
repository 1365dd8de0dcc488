/** `reprise session`: a conversation, new or resumed, on the dashboard or as plain lines. */
import type { Command } from 'commander';
import type { Problem } from '../core/problem.ts';
import { problem } from '../core/problem.ts';
import type { Services } from '../run/services.ts';
import type { Globals } from './globals.ts';
import { count, printList } from './list.ts';
import { complain } from './print.ts';
import { findOpening, freeName, type Opening } from './talk.ts';
import { withServices } from './with-services.ts';

interface SessionChoice {
  readonly name?: string;
  readonly resume?: boolean;
  readonly id?: string;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly limit?: number;
  readonly plain?: boolean;
}

export function addSession(program: Command): void {
  program
    .command('session')
    .description('start or resume a session')
    .option('-n, --name <name>', 'name of the session to start, or with -r to resume')
    .option('-r, --resume', 'resume the latest session, or the one given by --name or --id')
    .option('--id <id>', 'with -r: id of the session, or the beginning of it')
    .option('-l, --list', 'list the sessions and exit')
    .option('--json', 'with --list: as JSON')
    .option('--limit <n>', 'with --list: only the newest n', count)
    .option('--plain', 'plain lines, not full screen: for screen readers and pipes')
    .addHelpText(
      'after',
      `
Examples:
  reprise session                    start a session
  reprise session -n blog            start a session named blog
  reprise session -r                 resume the latest session
  reprise session -r -n blog         resume the session named blog
  reprise session -r --id 4f2a       resume by id, or the beginning of one
  echo "Hello" | reprise session --plain -n greetings`,
    )
    .action(async (choice: SessionChoice, command: Command) => {
      const wrong = wrongUse(choice);
      if (wrong) complain(wrong);
      else await withServices(command, (services, globals) => startSession(services, globals, choice));
    });
}

function wrongUse(choice: SessionChoice): Problem | undefined {
  const { id, list, name, plain, resume } = choice;
  if (list === true && (id ?? name ?? plain ?? resume) !== undefined) {
    return problem(
      'bad-argument',
      '--list only lists sessions; it does not start or resume one.',
      'Use one or the other.',
    );
  }
  if (id !== undefined && resume !== true) {
    return problem('bad-argument', '--id names a session to resume.', 'Add -r: `reprise session -r --id ID`.');
  }
  if (id !== undefined && name !== undefined) {
    return problem('bad-argument', '--id and --name both choose the session to resume.', 'Use one or the other.');
  }
  if (list !== true && (choice.json === true || choice.limit !== undefined)) {
    return problem('bad-argument', '--json and --limit only work with --list.', 'Add --list, or leave them out.');
  }
  return undefined;
}

async function startSession(services: Services, globals: Globals, choice: SessionChoice): Promise<Problem | undefined> {
  if (choice.list === true) return printList(services, choice);
  const opening = openingOf(choice);
  if (choice.plain === true) {
    const { talkPlainly } = await import('./plain.ts');
    return talkPlainly(services, globals, opening);
  }
  if (opening.kind === 'new') {
    const name = await freeName(services, opening.name);
    if (!name.ok) return name.problem;
    const { openDashboard } = await import('./dashboard.ts');
    await openDashboard(globals, { kind: 'new', name: name.value ?? '' }, services);
    return undefined;
  }
  const found = await findOpening(services, opening);
  if (!found.ok) return found.problem;
  const { openDashboard } = await import('./dashboard.ts');
  await openDashboard(globals, { kind: 'resume', session: found.value }, services);
  return undefined;
}

function openingOf({ id, name, resume }: SessionChoice): Opening {
  if (resume !== true) return { kind: 'new', ...(name === undefined ? {} : { name }) };
  const query = id ?? name;
  return query === undefined ? { kind: 'latest' } : { kind: 'resume', query };
}
