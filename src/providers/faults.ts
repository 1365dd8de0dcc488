/** The fault table: what an error of a request means, as one sentence with the next step, and whether to ask again. */
import { parseJson } from '../core/json.ts';
import { nearestNames } from '../core/nearest.ts';
import { type Problem, type ProblemCode, problem } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import { sanitizeLine } from '../core/text/sanitize.ts';
import { capital } from '../core/words.ts';
import { connectionFault } from './connection-faults.ts';
import { type Evidence, field, gatherEvidence } from './evidence.ts';
import type { Fault, FaultContext } from './fault.ts';
import { proxyWantsPassword } from './proxy-faults.ts';
import { type RetryMood, readRetryAfter, spanInWords } from './retry-after.ts';
import { localServerAt } from './where.ts';
import type { Complaint } from './wire.ts';

/** Any error of an SDK, of the connection, or from inside a stream. */
export function classify(error: unknown, context: FaultContext): Fault {
  const evidence = gatherEvidence(error);
  const byLabel = labelled(evidence);
  if (evidence.status === 407) return proxyWantsPassword(context.where);
  if (!evidence.told && byLabel === undefined) return connectionFault(evidence, context.where);
  return faultOf(refine(byLabel ?? statusCode(evidence.status), evidence), evidence, context);
}

/** What a server told inside a stream: `overloaded_error`, `response.failed`, … */
export function classifyComplaint(complaint: Complaint, context: FaultContext): Fault {
  const labels = complaint.type === '' ? [] : [complaint.type.toLowerCase()];
  const evidence: Evidence = {
    status: undefined,
    headers: undefined,
    labels,
    said: complaint.message,
    systemCodes: [],
    causes: [],
    names: [],
    proxy: '',
    told: true,
    isPage: false,
  };
  return faultOf(refine(labelled(evidence) ?? 'server-error', evidence), evidence, context);
}

/** The error that a whole answer (200) tells in place of a stream; undefined where it tells none. */
export function classifyBody(text: string, context: FaultContext): Fault | undefined {
  const told = field(parseJson(text), 'error');
  if (told === undefined || told === null) return undefined;
  const evidence = gatherEvidence({ error: told });
  const byStatus = evidence.status === undefined ? 'bad-request' : statusCode(evidence.status);
  return faultOf(refine(labelled(evidence) ?? byStatus, evidence), evidence, context);
}

function labelled({ labels }: Evidence): ProblemCode | undefined {
  return labels.map((label) => labelCodes.get(label)).find((code) => code !== undefined);
}

/** The servers' own words for what is wrong; they say more than the status. */
const labelCodes: ReadonlyMap<string, ProblemCode> = new Map([
  ['insufficient_quota', 'quota-exhausted'],
  ['billing_error', 'quota-exhausted'],
  ['billing_hard_limit_reached', 'quota-exhausted'],
  ['credit_balance_exhausted', 'quota-exhausted'],
  ['context_length_exceeded', 'context-too-long'],
  ['exceed_context_size_error', 'context-too-long'],
  ['request_too_large', 'request-too-large'],
  ['model_not_found', 'model-not-found'],
  ['authentication_error', 'bad-key'],
  ['invalid_api_key', 'bad-key'],
  ['permission_error', 'forbidden'],
  ['rate_limit_error', 'rate-limited'],
  ['rate_limit_exceeded', 'rate-limited'],
  ['overloaded_error', 'overloaded'],
  ['server_is_overloaded', 'overloaded'],
  ['slow_down', 'overloaded'],
  ['api_error', 'server-error'],
  ['server_error', 'server-error'],
  ['timeout_error', 'server-error'],
  ['content_filter', 'content-refused'],
  ['content_policy_violation', 'content-refused'],
  ['bio_policy', 'content-refused'],
  ['misalignment_policy_violation', 'content-refused'],
]);

function statusCode(status: number | undefined): ProblemCode {
  switch (status) {
    case 401:
      return 'bad-key';
    case 402:
      return 'quota-exhausted';
    case 403:
      return 'forbidden';
    case 404:
      return 'model-not-found';
    case 408:
    case 409:
      return 'server-error';
    case 413:
      return 'request-too-large';
    case 429:
      return 'rate-limited';
    case 503:
    case 529:
      return 'overloaded';
    default:
      if (status === undefined || status >= 500) return 'server-error';
      return status >= 400 ? 'bad-request' : 'not-a-stream';
  }
}

const tooLong =
  /prompt is too long|context (length|window|size|limit)|maximum context|too many tokens|exceeds? .{0,40}context|input is too long/i;

/** A second look: codes that several faults share are told apart by the words. */
function refine(code: ProblemCode, evidence: Evidence): ProblemCode {
  const { said, isPage, status } = evidence;
  if (code === 'rate-limited' && /quota|billing|credit balance/i.test(said)) return 'quota-exhausted';
  if (code === 'bad-request') {
    if (tooLong.test(said)) return 'context-too-long';
    if (/credit balance|billing/i.test(said)) return 'quota-exhausted';
    if (/api[ -]?key/i.test(said) && /invalid|incorrect|missing/i.test(said)) return 'bad-key';
    if (/model/i.test(said) && /not found|does not exist|unknown|not a valid/i.test(said)) return 'model-not-found';
  }
  // A 404 without a word about a model is a wrong path: the base URL.
  if (code === 'model-not-found' && status === 404 && (isPage || !/model/i.test(said))) return 'not-a-stream';
  if (code === 'server-error' && tooLong.test(said)) return 'context-too-long';
  return code;
}

function faultOf(code: ProblemCode, evidence: Evidence, context: FaultContext): Fault {
  const { where } = context;
  const who = capital(where.label);
  const retryAfterMs = readRetryAfter(evidence.headers, context.now);
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
      return never(`${who} does not accept the key.`, `Check ${where.keyPlace}, or paste another key.`);
    case 'forbidden':
      return never(
        `${who} does not allow this request${quoted}`,
        'Check what the key is allowed to do, or choose another model with /model.',
      );
    case 'quota-exhausted':
      return never(
        `The account's quota or credit at ${where.label} is used up.`,
        'Check its plan and billing, or choose another provider with /provider.',
      );
    case 'model-not-found': {
      const near = nearestNames(context.models ?? [], context.model, 3);
      const meant = near.length > 0 ? `Near it: ${near.join(', ')}. ` : '';
      const pull =
        localServerAt(where.url)?.name === 'Ollama' ? ` Ollama gets one with \`ollama pull ${context.model}\`.` : '';
      return never(
        `${who} has no model named ${context.model}.`,
        `${meant}Choose one with /model.${pull}`,
        near.length > 0 ? { candidates: near } : {},
      );
    }
    case 'context-too-long':
      return never(
        'The conversation is longer than this model can read.',
        'Shorten it with /compact, or choose a model with a larger window.',
      );
    case 'request-too-large':
      return never(
        `The request is larger than ${where.label} takes.`,
        'Send smaller attachments, or shorten the conversation with /compact.',
      );
    case 'rate-limited':
      return again('later', `${who} says that too many requests were sent.`, `Try again ${wait}.`);
    case 'overloaded': {
      const loading = /loading model/i.test(evidence.said);
      const message = loading ? `${who} is still loading the model.` : `${who} is overloaded.`;
      return again('later', message, `Try again ${wait}.`);
    }
    case 'content-refused':
      return never(`${who} declined to answer this.`, 'Word the prompt differently.');
    case 'not-a-stream':
      return never(`${who} has nothing at the address that was asked (${where.url.href}).`, 'Check the base URL.');
    case 'bad-request':
      return never(`${who} does not accept the request${quoted}`, 'Check the model and the settings.');
    default: {
      const status = evidence.status === undefined ? '' : ` (${evidence.status})`;
      return again('soon', `${who} failed${status}${quoted}`, `Try again ${wait}.`);
    }
  }
}

/** Servers may say it outright; both SDKs' vendors use this header. */
function mayRetry(evidence: Evidence): boolean {
  return evidence.headers?.get('x-should-retry') !== 'false';
}

function shorten(text: string): string {
  const line = sanitizeLine(text).replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199).toWellFormed()}…` : line;
}
