/** The fault table: what an error of a request means, as one sentence with the next step, and whether to ask again. */
import { parseJson } from '../core/json.ts';
import { missingPart } from '../core/missing-part.ts';
import { nearestNames } from '../core/nearest.ts';
import { type Problem, type ProblemCode, problem } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { capital } from '../core/words.ts';
import { connectionFault } from './connection-faults.ts';
import { type Evidence, field, gatherEvidence } from './evidence.ts';
import type { Fault, FaultContext } from './fault.ts';
import { faultCode, isTold } from './fault-codes.ts';
import { proxyWantsPassword } from './proxy-faults.ts';
import { type RetryMood, readRetryAfter, spanInWords } from './retry-after.ts';
import { localServerAt } from './where.ts';
import type { Complaint } from './wire.ts';

/** Any error: from an SDK, from the connection, or from inside a stream. */
export function classify(error: unknown, context: FaultContext): Fault {
  const missing = missingPart(error);
  if (missing) return { problem: missing, retry: 'never' };
  const evidence = gatherEvidence(error);
  if (evidence.status === 407) return proxyWantsPassword(context.where);
  if (!isTold(evidence)) return connectionFault(evidence, context.where);
  return faultOf(faultCode(evidence, 'server-error'), evidence, context);
}

/** What a server reported inside a stream: `overloaded_error`, `response.failed`, … */
export function classifyComplaint(complaint: Complaint, context: FaultContext): Fault {
  const evidence = gatherEvidence({ error: complaint });
  return faultOf(faultCode(evidence, 'server-error'), evidence, context);
}

/** The error in a complete response (200) that should have been a stream; undefined if it reports none. */
export function classifyBody(text: string, context: FaultContext): Fault | undefined {
  const told = field(parseJson(text), 'error');
  if (told === undefined || told === null) return undefined;
  const evidence = gatherEvidence({ error: told });
  return faultOf(faultCode(evidence, 'bad-request'), evidence, context);
}

function faultOf(code: ProblemCode, evidence: Evidence, context: FaultContext): Fault {
  const { where } = context;
  const who = capital(where.label);
  const retryAfterMs = readRetryAfter(evidence.headers, context.now, evidence.said);
  const said = evidence.isPage ? '' : shorten(redact(evidence.said, where.secrets));
  const extra = {
    ...(evidence.status === undefined ? {} : { status: evidence.status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(said === '' ? {} : { detail: said }),
  };
  const never = (message: string, next: string, more: Partial<Problem> = {}): Fault => ({
    problem: problem(code, message, next, { ...extra, ...more }),
    retry: 'never',
  });
  const again = (retry: RetryMood, message: string, next: string): Fault => ({
    problem: problem(code, message, next, extra),
    retry: mayRetry(evidence) ? retry : 'never',
  });
  const page = evidence.isPage ? ' and sent a web page.' : '.';
  const quoted = said === '' ? page : `: ${said.replace(/[.\s]+$/, '')}.`;
  const wait = retryAfterMs === undefined ? 'a little later' : `in ${spanInWords(retryAfterMs)}`;

  switch (code) {
    case 'bad-key':
      if (where.secrets.length === 0) {
        const put = where.pasteIsLost ? 'Put one' : 'Paste a key with /provider, or put it';
        return never(`${who} requires a key.`, `${put} into ${where.keyPlace}.`);
      }
      return never(
        `${who} rejected the key.`,
        where.keyIsFixed
          ? `Change or remove ${where.keyPlace}: it takes precedence over a pasted key.`
          : `Check ${where.keyPlace}, or paste another key with /provider.`,
      );
    case 'forbidden':
      return never(
        `${who} does not allow this request${quoted}`,
        'Check the permissions of the key, or choose another model with /model.',
      );
    case 'quota-exhausted':
      return never(
        `The account's quota or credit at ${where.label} is used up.`,
        'Check its plan and billing, or choose another provider with /provider.',
      );
    case 'model-not-found': {
      const near = nearestNames(context.models ?? [], context.model, 3);
      const meant = near.length > 0 ? `Similar: ${near.join(', ')}. ` : '';
      const isOllama = localServerAt(where.url)?.name === 'Ollama' || /try pulling it/i.test(evidence.said);
      const pull = isOllama ? ` To download it, run \`ollama pull ${context.model}\`.` : '';
      return never(
        `${who} has no model named ${context.model}.`,
        `${meant}Choose one with /model.${pull}`,
        near.length > 0 ? { candidates: near } : {},
      );
    }
    case 'context-too-long':
      return never(
        'The conversation is too long for this model.',
        'Shorten it with /compact (or the prompt itself), or choose a model with a larger window.',
      );
    case 'request-too-large':
      return never(
        `The request is larger than ${where.label} accepts.`,
        'Send smaller attachments, or shorten the conversation with /compact.',
      );
    case 'rate-limited':
      return again('later', `${who} reports too many requests${said === '' ? '.' : quoted}`, `Try again ${wait}.`);
    case 'overloaded': {
      const loading = /loading model/i.test(evidence.said);
      const message = loading ? `${who} is still loading the model.` : `${who} is overloaded.`;
      return again('later', message, `Try again ${wait}.`);
    }
    case 'content-refused':
      return never(`${who} declined to answer this.`, 'Rephrase the prompt.');
    case 'not-a-stream':
      return never(`${who} has nothing at ${where.url.href}.`, 'Check the base URL.');
    case 'bad-request':
      return never(`${who} rejected the request${quoted}`, 'Check the model and the settings.');
    default: {
      const status = evidence.status === undefined ? '' : ` (${evidence.status})`;
      return again('soon', `${who} failed${status}${quoted}`, `Try again ${wait}.`);
    }
  }
}

/** Some servers say outright whether to retry; both SDKs' vendors use this header. */
function mayRetry(evidence: Evidence): boolean {
  return evidence.headers.get('x-should-retry') !== 'false';
}

function shorten(text: string): string {
  const line = sanitizeLine(text).replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199).toWellFormed()}…` : line;
}
