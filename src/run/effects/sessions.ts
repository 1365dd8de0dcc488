/** Single sessions: reading transcripts, opening, creating, forking, appending, closing. */
import type { OpenedSession } from '../../app/msg.ts';
import { ok, problem } from '../../core/problem.ts';
import type { Message, NewMessage } from '../../core/session.ts';
import type { OpenSession } from '../../ports.ts';
import { forkSession } from '../fork.ts';
import type { EffectDeps, Handlers } from './effects.ts';
import type { OpenSessions } from './open-sessions.ts';

/** How much of a file's end is read for its first screen. */
const tailBytes = 64 * 1024;

export function sessionEffects(deps: EffectDeps, open: OpenSessions): Handlers {
  const { services, dispatch } = deps;
  const { store } = services;
  /** Only the newest tail is wanted: moving through the list drops the reads of sessions it has passed. */
  let reading: AbortController | undefined;

  const opened = (session: OpenSession): OpenedSession => {
    open.add(session);
    return { summary: session.summary, transcript: session.transcript, notes: session.report.notes };
  };

  return {
    async readTranscript({ request, id, filePath, whole }) {
      const controller = new AbortController();
      if (!whole) {
        reading?.abort();
        reading = controller;
      }
      const result = await store.read(filePath, {
        signal: controller.signal,
        ...(whole ? {} : { maxBytes: tailBytes }),
      });
      if (!controller.signal.aborted) dispatch({ type: 'transcriptRead', request, id, result });
      else if (deps.state().shown.kind === 'session') dispatch({ type: 'readAborted', request, id });
    },
    async openSession({ id, filePath }) {
      const session = await open.inTurn([filePath], () => store.open(filePath));
      dispatch({ type: 'sessionOpened', id, result: session.ok ? ok(opened(session.value)) : session });
    },
    async createSession({ localId, name, provider, model, system }) {
      const session = await store.create({
        provider,
        model,
        cwd: services.cwd,
        ...(name === undefined ? {} : { name }),
        ...(system === '' ? {} : { system }),
      });
      dispatch({ type: 'sessionCreated', localId, result: session.ok ? ok(opened(session.value)) : session });
    },
    async forkSession({ id, filePath, upTo, head, name }) {
      const held = open.get(id);
      const result = await forkSession(store, {
        filePath,
        ...(upTo === null ? {} : { upTo }),
        ...(head === undefined ? {} : { head }),
        ...(name === undefined ? {} : { name }),
        ...(held ? { held } : {}),
      });
      dispatch({ type: 'sessionForked', result });
    },
    async closeSession({ id }) {
      await open.close(id);
    },
    async appendMessage({ id, message }) {
      const session = open.get(id);
      if (!session) {
        const lost = 'This session is no longer open; the message is only on the screen.';
        dispatch({
          type: 'problem',
          problem: problem('internal', lost, 'Copy it, open the session again and send it.'),
        });
        dispatch({ type: 'messageStored', id, message: placed(id, message) });
        return;
      }
      const stored = await session.append(message);
      if (!stored.ok && stored.problem.code === 'request-too-large') {
        dispatch({ type: 'problem', problem: stored.problem });
      }
      // After a fault the message is kept in memory and retried; the conversation continues from there.
      dispatch({ type: 'messageStored', id, message: stored.ok ? stored.value : placed(id, message) });
    },
    async retrySaving({ id }) {
      await open.get(id)?.retryNow();
    },
    dropPartial({ id, replyId }) {
      open.get(id)?.dropPartial(replyId);
    },
  };

  function placed(id: string, message: NewMessage): Message {
    const known = deps.state().conversations.get(id)?.transcript.messages ?? [];
    const same = known.find((other) => other.id === message.id);
    return { ...message, seq: same?.seq ?? (known.at(-1)?.seq ?? 0) + 1 };
  }
}
