/** Slash commands in plain mode: the dashboard's own records, carried out as lines. */
import type { Command } from '../app/commands/command.ts';
import { slashCommands } from '../app/commands/table.ts';
import type { CommandMsg } from '../app/msg.ts';
import { slashUsage } from '../app/slash.ts';
import type { ExportFormat } from '../core/export/format.ts';
import { type Problem, sentence } from '../core/problem.ts';
import { providerNames } from '../core/session.ts';
import { checkFreeName, nameOfFork } from '../core/session-name.ts';
import { answeredBy } from '../core/summary.ts';
import { counted } from '../core/words.ts';
import { beginFork } from '../run/fork.ts';
import { overruledTheme } from '../run/overruled.ts';
import type { Services } from '../run/services.ts';
import type { Talk } from './exchange.ts';
import { listAll } from './find-sessions.ts';
import { forPlainMode } from './for-shell.ts';
import { inColumns, listLine } from './format.ts';
import type { Globals } from './globals.ts';
import { say, write, writeLine } from './print.ts';
import { printStats } from './stats.ts';
import { announce, closeTalk, nameHost, type Opening, openTalk } from './talk.ts';

/** The current state of plain mode: replaced as a whole, so that a command can move to another session. */
export interface PlainState {
  readonly services: Services;
  readonly globals: Globals;
  readonly talk: Talk;
  /** A text that was not sent, for a reason that was given: the same text again is sent as it is. */
  readonly refused?: string | undefined;
}

/** The state afterwards, and what to request now: a reply to the last message, or a summary of everything. */
export type Done = { readonly state: PlainState; readonly ask?: 'reply' | 'summary' } | 'exit';

export async function runPlainCommand(state: PlainState, command: Command, msg: CommandMsg): Promise<Done> {
  switch (msg.type) {
    case 'quit':
      return 'exit';
    case 'help':
      printHelp();
      return { state };
    case 'pickSession':
      return listHere(state);
    case 'newSession':
      return moveTo(state, msg.name === '' ? { kind: 'new' } : { kind: 'new', name: msg.name });
    case 'findSession':
      return moveTo(state, { kind: 'resume', query: msg.query });
    case 'rename':
      return rename(state, msg.name);
    case 'pickModel':
      return listModels(state);
    case 'setModel':
      return useModel(state, state.talk.provider.name, msg.model);
    case 'pickProvider':
      return listProviders(state);
    case 'setProvider':
      return useModel(state, msg.provider, undefined);
    case 'setSystem':
      return setSystem(state, msg.text);
    case 'askFork':
      return fork(state);
    case 'regenerate':
      return askAgain(state);
    case 'compact':
      return compact(state);
    case 'showStats':
      return showStats(state);
    case 'askExport':
      return exportHere(state, 'markdown', undefined);
    case 'export':
      return exportHere(state, msg.format, msg.target);
    case 'saveNow':
      return saveNow(state);
    case 'pickTheme':
      return listThemes(state);
    case 'setTheme':
      return setTheme(state, msg.name);
    default:
      say(`/${command.slash?.name ?? command.id} works in the dashboard only: run \`reprise\` in a terminal.`);
      return { state };
  }
}

async function saveNow(state: PlainState): Promise<Done> {
  const saved = await state.talk.session.retryNow();
  if (saved.ok) writeLine('everything is saved');
  else say(`NOT SAVED: ${sentence(saved.problem)}`);
  return { state };
}

function printHelp(): void {
  for (const line of inColumns(slashCommands.map(({ slash, title }) => [slashUsage(slash), title]))) writeLine(line);
  writeLine(
    'Anything else is sent. //text sends text that begins with a slash; a backslash at the end of a line continues the message.',
  );
}

async function listHere(state: PlainState): Promise<Done> {
  const sessions = await listAll(state.services);
  if (!sessions.ok) return refused(state, sessions.problem);
  const shown = sessions.value.slice(0, 50);
  write(shown.map((session) => `${listLine(session)}\n`).join(''));
  const more = sessions.value.length - shown.length;
  if (more > 0) writeLine(`and ${more} more: \`reprise list\` shows all`);
  return { state };
}

/** Opens the other session first, so that this one continues if that fails. */
async function moveTo(state: PlainState, opening: Opening): Promise<Done> {
  const { services, globals, talk } = state;
  const opened = await openTalk(services, globals, opening);
  if (!opened.ok) return refused(state, opened.problem);
  await closeTalk(talk);
  announce(opened.value, opening.kind === 'new' ? 'starting' : 'resuming');
  return { state: { ...state, talk: opened.value } };
}

async function rename(state: PlainState, newName: string): Promise<Done> {
  const sessions = await listAll(state.services);
  if (!sessions.ok) return refused(state, sessions.problem);
  const name = checkFreeName(newName, sessions.value, state.talk.session.summary.id);
  if (!name.ok) return refused(state, name.problem);
  const noted = await state.talk.session.note({ event: 'renamed', name: name.value });
  if (!noted.ok) return refused(state, noted.problem);
  writeLine(`this session is now named ${name.value}`);
  return { state };
}

async function listModels(state: PlainState): Promise<Done> {
  const { model, provider } = state.talk;
  const models = await provider.models();
  if (!models.ok) return refused(state, models.problem);
  for (const { id } of models.value) writeLine(id === model ? `${id} (in use)` : id);
  writeLine('/model MODEL changes it');
  return { state };
}

async function listProviders(state: PlainState): Promise<Done> {
  const found = await state.services.detect(AbortSignal.timeout(5000));
  for (const one of found) writeLine(`${one.provider}: ${one.label}`);
  writeLine(`using ${state.talk.provider.name}; /provider NAME changes it: ${providerNames.join(', ')}`);
  return { state };
}

/** Uses another provider or model from the next prompt on; stored in the session. */
async function useModel(state: PlainState, provider: string, model: string | undefined): Promise<Done> {
  const choice = await state.services.choose(model === undefined ? { provider } : { provider, model });
  if (!choice.ok) return refused(state, choice.problem);
  const talk = { ...state.talk, provider: choice.value.provider, model: choice.value.model };
  await talk.session.note({ event: 'model', provider: talk.provider.name, model: talk.model });
  writeLine(`now using ${talk.provider.name} with ${talk.model || 'its first model'}`);
  if (talk.provider !== state.talk.provider) nameHost(talk.provider);
  return { state: { ...state, talk } };
}

async function setSystem(state: PlainState, text: string): Promise<Done> {
  if (text === '') {
    writeLine(state.talk.system === '' ? 'there is no system prompt; /system TEXT sets one' : state.talk.system);
    return { state };
  }
  const system = text === 'none' ? '' : text;
  const noted = await state.talk.session.note({ event: 'system', text: system });
  if (!noted.ok) return refused(state, noted.problem);
  writeLine(system === '' ? 'the system prompt is removed' : 'the system prompt is set; /system none removes it');
  return { state: { ...state, talk: { ...state.talk, system } } };
}

/** A copy with its own name, in which the conversation continues. */
async function fork(state: PlainState): Promise<Done> {
  const { services, talk } = state;
  const { name, filePath } = talk.session.summary;
  const sessions = await listAll(services);
  if (!sessions.ok) return refused(state, sessions.problem);
  const head = talk.messages.at(-1)?.id;
  const made = await beginFork(services.store, {
    filePath,
    name: nameOfFork(name, sessions.value),
    model: { provider: talk.provider.name, model: talk.model },
    held: talk.session,
    ...(head === undefined ? {} : { head }),
  });
  if (!made.ok) return refused(state, made.problem);
  await closeTalk(talk);
  const forked = { ...talk, session: made.value };
  writeLine(`forked ${name} to ${made.value.summary.name}`);
  announce(forked, 'starting');
  return { state: { ...state, talk: forked } };
}

/** Sends the last prompt once more; the previous reply stays in the file as a variant. */
function askAgain(state: PlainState): Done {
  const { messages } = state.talk;
  const asked = answeredBy(messages);
  if (!asked) {
    say('There is nothing to send again yet.');
    return { state };
  }
  const upTo = messages.slice(0, messages.indexOf(asked) + 1);
  return { state: { ...state, talk: { ...state.talk, messages: upTo } }, ask: 'reply' };
}

function compact(state: PlainState): Done {
  const { messages, provider } = state.talk;
  if (messages.length === 0) say('There is nothing to sum up yet.');
  else if (provider.name === 'offline') say('The offline provider cannot sum up; choose another with /provider.');
  else return { state, ask: 'summary' };
  return { state };
}

/** Plain lines have no colours; the theme is for the dashboard. */
async function listThemes(state: PlainState): Promise<Done> {
  const { settings } = state.services;
  const { themes, problems } = await state.services.listThemes();
  const rows = themes.map(({ name, description }) => [
    name === settings.theme ? `${name} (the dashboard’s)` : name,
    description,
  ]);
  for (const line of inColumns(rows)) writeLine(line);
  for (const one of problems) say(sentence(one));
  writeLine('/theme NAME changes the theme of the dashboard');
  return { state };
}

async function setTheme(state: PlainState, name: string): Promise<Done> {
  const { problem } = await state.services.loadTheme(name, 'dark');
  if (problem) return refused(state, problem);
  const saved = await state.services.saveSetting(['theme'], name);
  if (!saved.ok) return refused(state, saved.problem);
  const overruled = overruledTheme(state.services);
  if (overruled) return refused(state, overruled);
  writeLine(`the theme of the dashboard is now ${name}`);
  return { state };
}

/** What this session has used, then all of them together. */
async function showStats(state: PlainState): Promise<Done> {
  const { turnCount, inputTokens, outputTokens, name } = state.talk.session.summary;
  writeLine(`${name}: ${counted(turnCount, 'turn')}, ${inputTokens} tokens in, ${outputTokens} tokens out`);
  writeLine('');
  const problem = await printStats(state.services);
  if (problem) return refused(state, problem);
  return { state };
}

async function exportHere(state: PlainState, format: ExportFormat, target: string | undefined): Promise<Done> {
  const { exportToFile } = await import('../run/export.ts');
  const held = state.talk.session;
  const request = {
    filePath: held.summary.filePath,
    format,
    redact: format === 'html',
    // What the disk refuses is only in memory, and is what people most want to have elsewhere.
    held,
    ...(target === undefined ? {} : { target }),
  };
  const done = await exportToFile(state.services, request);
  if (!done.ok) return refused(state, done.problem);
  writeLine(`exported to ${done.value}`);
  return { state };
}

function refused(state: PlainState, problem: Problem): Done {
  say(sentence(forPlainMode(problem)));
  return { state };
}
