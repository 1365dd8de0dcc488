/** Which fault a server reports: by its error code or words, else by the status. The sentences are in `faults.ts`. */
import type { ProblemCode } from '../core/problem.ts';
import type { Evidence } from './evidence.ts';

/** False: there was no response, the connection itself failed. */
export function isTold(evidence: Evidence): boolean {
  return evidence.told || labelled(evidence) !== undefined;
}

/** `unnamed`: the code when neither a label nor the status decides. */
export function faultCode(evidence: Evidence, unnamed: ProblemCode): ProblemCode {
  const status = evidence.status ?? statusOfLabel(evidence);
  const byStatus = status === undefined ? unnamed : statusCode(status, evidence);
  const label = labelled(evidence);
  // Ollama calls every failure an `api_error`, even a missing model: a status of 4xx says more.
  const isVague = label === 'server-error' && status !== undefined && status >= 400 && status < 500;
  return refine(isVague ? byStatus : (label ?? byStatus), evidence);
}

function labelled({ labels }: Evidence): ProblemCode | undefined {
  return labels.map((label) => labelCodes.get(label)).find((code) => code !== undefined);
}

/** The servers' own labels; they say more than the status. */
const labelCodes: ReadonlyMap<string, ProblemCode> = new Map([
  ['insufficient_quota', 'quota-exhausted'],
  ['billing_error', 'quota-exhausted'],
  ['billing_hard_limit_reached', 'quota-exhausted'],
  ['budget_exceeded', 'quota-exhausted'],
  ['credit_balance_exhausted', 'quota-exhausted'],
  ['context_length_exceeded', 'context-too-long'],
  ['exceed_context_size_error', 'context-too-long'],
  ['request_too_large', 'request-too-large'],
  ['model_not_found', 'model-not-found'],
  ['deploymentnotfound', 'model-not-found'],
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
  ['image_content_policy_violation', 'content-refused'],
  ['invalid_prompt', 'content-refused'],
  ['bio_policy', 'content-refused'],
  ['misalignment_policy_violation', 'content-refused'],
]);

/**
 * Inside a stream there is no status; these types say no more than a status would: that the request itself is wrong.
 */
function statusOfLabel({ labels }: Evidence): number | undefined {
  if (labels.includes('not_found_error')) return 404;
  return labels.some((label) => /^invalid_|image|residency/.test(label)) ? 400 : undefined;
}

function statusCode(status: number, { said, isPage }: Evidence): ProblemCode {
  switch (status) {
    case 401:
      return 'bad-key';
    case 402:
      return 'quota-exhausted';
    case 403:
      return 'forbidden';
    case 404:
      // OpenRouter has endpoints for models, and says there are none when the account's settings exclude them.
      if (/no endpoints found (?!for )/i.test(said)) return 'bad-request';
      // A 404 that does not mention a model means a wrong path: the base URL.
      return !isPage && /model|no endpoints found/i.test(said) ? 'model-not-found' : 'not-a-stream';
    case 405:
      return 'not-a-stream';
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
      if (status >= 500) return 'server-error';
      return status >= 400 ? 'bad-request' : 'not-a-stream';
  }
}

/** What servers say when a conversation is too long for the model; few of them have a label for it. */
const tooLongWords: readonly RegExp[] = [
  /prompt is too long|input is too long|too many tokens/i,
  /context (length|window|size|limit)|maximum context|exceeds? .{0,40}context/i,
  // Google, xAI, vLLM, Moonshot, TGI and Together, DashScope.
  /token count.{0,20} exceeds the maximum/i,
  /maximum prompt length/i,
  /longer than the maximum model length/i,
  /exceed\w* (the )?model token limit/i,
  /`inputs` (tokens|must have less than)/i,
  /range of input length/i,
];

function isTooLong(said: string): boolean {
  return tooLongWords.some((words) => words.test(said));
}

/** Google also calls the requests per minute a quota, and says when the next minute begins; a limit of 0 never ends. */
function isForNow(said: string): boolean {
  return /retry in [\d.]+/i.test(said) && !/limit: 0\b/.test(said);
}

/** A second look: codes that several faults share are told apart by the words. */
function refine(code: ProblemCode, { said, status }: Evidence): ProblemCode {
  // One request exceeds what is allowed per minute: waiting does not help.
  if (code === 'rate-limited' && status === 413) return 'request-too-large';
  if (code === 'rate-limited' && /quota|billing|credit balance/i.test(said) && !isForNow(said))
    return 'quota-exhausted';
  if (code === 'bad-request') {
    if (isTooLong(said)) return 'context-too-long';
    if (/credit balance|billing/i.test(said)) return 'quota-exhausted';
    if (/api[ -]?key/i.test(said) && /invalid|not valid|incorrect|missing/i.test(said)) return 'bad-key';
    if (/unexpected endpoint/i.test(said)) return 'not-a-stream';
    if (/model/i.test(said) && /not found|does not exist|unknown|not a valid/i.test(said)) return 'model-not-found';
  }
  if (code === 'server-error' && isTooLong(said)) return 'context-too-long';
  return code;
}
