/** Opens and closes the session of a conversation: a new one, the latest, or one by name or id. */
import { fail, ok, problem, type Result, sentence } from '../core/problem.ts';
import { resolveSession } from '../core/resolve.ts';
import { emptySummary, emptyTranscript, type ModelRef, type SessionSummary } from '../core/session.ts';
import { checkFreeName } from '../core/session-name.ts';
import { branch } from '../core/tree.ts';
import { counted } from '../core/words.ts';
import type { OpenSession, Provider } from '../ports.ts';
import type { ChosenProvider } from '../run/providers.ts';
import type { Services } from '../run/services.ts';
import type { Talk } from './exchange.ts';
import { listAll, listQuickly } from './find-sessions.ts';
import { ofSession } from './for-shell.ts';
import { modelOrUnknown } from './format.ts';
import type { Globals } from './globals.ts';
import { say, writeLine } from './print.ts';
import { unkeptSession } from './unkept-session.ts';

/** `unkept`: what is said from now on is kept nowhere. */
export type Opening =
  | { readonly kind: 'new'; readonly name?: string; readonly unkept?: boolean }
  | { readonly kind: 'latest'; readonly unkept?: boolean }
  | { readonly kind: 'resume'; readonly query: string; readonly unkept?: boolean };

/** A conversation that is open for writing; close its session when it is over. */
export async function openTalk(services: Services, globals: Globals, opening: Opening): Promise<Result<Talk>> {
  if (opening.kind === 'new') return createTalk(services, globals, opening);
  const found = await findOpening(services, opening);
  if (!found.ok) return found;
  const opened = await (opening.unkept === true
    ? readUnkept(services, found.value)
    : services.store.open(found.value.filePath));
  return opened.ok ? resumeTalk(services, globals, opened.value) : fail(ofSession(opened.problem, found.value));
}

/** The session that `-r` means, without opening it. */
export async function findOpening(
  services: Services,
  opening: Exclude<Opening, { kind: 'new' }>,
): Promise<Result<SessionSummary>> {
  const sessions = await listQuickly(services);
  if (!sessions.ok) return sessions;
  const found = choose(sessions.value, opening);
  // Which of another program's files is the fullest, and when it ended, is known when they have been counted.
  if (found.ok && !found.value.foreign) return found;
  const all = sessions.value.some((session) => session.foreign) ? await listAll(services) : sessions;
  return all.ok ? choose(all.value, opening) : all;
}

function choose(
  sessions: readonly SessionSummary[],
  opening: Exclude<Opening, { kind: 'new' }>,
): Result<SessionSummary> {
  if (opening.kind === 'resume') return resolveSession(sessions, opening.query);
  const latest = sessions.find((session) => session.damage === '' && !session.archived) ?? sessions[0];
  if (latest) return ok(latest);
  return fail(
    problem('session-not-found', 'There is no session to resume yet.', '`reprise session -n NAME` starts one.'),
  );
}

/** The name for a new session, refused if another one has it. */
export async function freeName(services: Services, name: string | undefined): Promise<Result<string | undefined>> {
  if (name === undefined) return ok(undefined);
  const sessions = await listQuickly(services);
  return sessions.ok ? checkFreeName(name, sessions.value) : sessions;
}

async function readUnkept(services: Services, summary: SessionSummary): Promise<Result<OpenSession>> {
  const transcript = await services.store.read(summary.filePath);
  return transcript.ok ? ok(unkeptSession(summary, transcript.value)) : transcript;
}

async function createTalk(
  services: Services,
  globals: Globals,
  { name: wantedName, unkept }: Extract<Opening, { kind: 'new' }>,
): Promise<Result<Talk>> {
  const name = await freeName(services, wantedName);
  if (!name.ok) return name;
  const choice = await chooseModel(services, globals);
  if (!choice.ok) return choice;
  const { provider, model } = choice.value;
  const { system } = services.settings;
  if (unkept) {
    const summary = { ...emptySummary(''), provider: provider.name, model };
    const session = unkeptSession(summary, emptyTranscript('', true, system));
    return ok({ session, provider, model, system, messages: [] });
  }
  const created = await services.store.create({
    ...(name.value === undefined ? {} : { name: name.value }),
    provider: provider.name,
    model,
    cwd: services.cwd,
    ...(system === '' ? {} : { system }),
  });
  if (!created.ok) return created;
  return ok({ session: created.value, provider, model, system, messages: [] });
}

async function resumeTalk(services: Services, globals: Globals, session: OpenSession): Promise<Result<Talk>> {
  const { summary } = session;
  const choice = await chooseModel(services, globals, { provider: summary.provider, model: summary.model });
  // A request needs the whole conversation, not only the tail that opening has read.
  const transcript = session.transcript.complete ? ok(session.transcript) : await services.store.read(summary.filePath);
  if (!choice.ok || !transcript.ok) await session.close();
  if (!choice.ok) return choice;
  if (!transcript.ok) return transcript;
  const { provider, model } = choice.value;
  return ok({ session, provider, model, system: transcript.value.system, messages: branch(transcript.value) });
}

/** Reports what was found in the file when it was opened, and from then on what others do to it. */
export function tellNotes({ session }: Talk, found: (note: string) => void, later = found): void {
  for (const note of session.report.notes) found(note);
  let waits = false;
  session.onState(({ kind, notes }) => {
    for (const note of notes ?? []) later(note);
    if (waits && kind === 'saved') later('Everything is saved now.');
    waits = kind === 'not-saved';
  });
}

/** The lines at the start: provider and model, where the log is and where requests go; then what was found in the file. */
export function announce(talk: Talk, verb: 'starting' | 'resuming'): void {
  const { summary } = talk.session;
  const model = talk.model === '' ? 'the server’s first' : talk.model;
  writeLine(`${verb} session | provider: ${talk.provider.name} model: ${model}`);
  writeLine(`logging to ${summary.filePath}`);
  nameHost(talk.provider);
  if (verb === 'resuming')
    writeLine(`${summary.name}, ${counted(summary.turnCount, 'turn')}, previously with ${modelOrUnknown(summary)}`);
  tellNotes(talk, writeLine, say);
}

/** Where requests go, if that is not the vendor's own server; and the warning if a key is sent along. */
export function nameHost({ destination }: Provider): void {
  if (!destination.isVendor) writeLine(`requests go to ${destination.host}`);
  if (destination.warning !== '') say(destination.warning);
}

/** The provider, ready to be asked, and its model; local servers are looked for only if none is named. */
async function chooseModel(services: Services, globals: Globals, session?: ModelRef): Promise<Result<ChosenProvider>> {
  const choice = await services.choose(globals, session);
  if (!choice.ok || choice.value.from !== 'default') return choice;
  return services.choose(globals, session, await services.detect(AbortSignal.timeout(2000)));
}

/** Writes what is left, and reports what could not be written. */
export async function closeTalk(talk: Talk): Promise<void> {
  const closed = await talk.session.close();
  if (closed.ok) return;
  say(`NOT SAVED: ${sentence(closed.problem)}`);
  process.exitCode = 1;
}
