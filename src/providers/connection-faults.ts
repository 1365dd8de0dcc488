/** Failures without a response: nothing listens, no such host, a broken connection, a redirect. */
import { type ProblemCode, problem } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import { capital } from '../core/words.ts';
import type { Evidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { proxyFault } from './proxy-faults.ts';
import { tlsProblem } from './tls-faults.ts';
import { isLoopback, localServerAt, type Where } from './where.ts';

const lostCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ENETRESET',
  'HPE_INVALID_CHUNK_SIZE',
  'Z_BUF_ERROR',
]);
/** The other end does not speak HTTP as it should: Node's parser and its decompressors report this. */
const garbled = /^(HPE_|Z_|ZSTD_|ERR__ERROR_FORMAT|ERR_UNKNOWN_ENCODING|ERR_BODY_TOO_LONG)/;
/** The last two come from firewalls. */
const unreachableCodes = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

/** What the chain of causes says. If it says nothing, the connection counts as lost. */
export function connectionFault(evidence: Evidence, where: Where): Fault {
  const { systemCodes: codes, causes, names } = evidence;
  const who = capital(where.label);
  const host = where.url.host;
  const detail = redact([...codes, ...causes].filter((text) => text !== '').join(' · '), where.secrets).slice(0, 300);
  const extra = detail === '' ? {} : { detail };
  const has = (set: ReadonlySet<string>) => codes.some((code) => set.has(code));
  const says = (words: RegExp) => causes.some((text) => words.test(text));
  const fault = (code: ProblemCode, retry: Fault['retry'], message: string, next: string): Fault => ({
    problem: problem(code, message, next, extra),
    retry,
  });

  if (evidence.proxy !== '') return proxyFault(evidence, where, extra);
  if (codes.includes('ECONNREFUSED')) {
    const retry = isLoopback(where.url) ? 'never' : 'soon';
    return fault('connection-refused', retry, `Nothing answers at ${host}.`, howToStart(where));
  }
  if (codes.includes('ENOTFOUND') || codes.includes('EAI_AGAIN') || says(/^getaddrinfo /)) {
    return fault(
      'host-not-found',
      codes.includes('EAI_AGAIN') ? 'soon' : 'never',
      `The host ${where.url.hostname} cannot be found.`,
      'Check the network connection and the base URL.',
    );
  }
  if (says(/redirect/i)) {
    const message = `${who} redirects to another address, and reprise does not follow redirects with a key.`;
    return fault('not-a-stream', 'never', message, 'Check the base URL.');
  }
  const secure = tlsProblem(evidence, where.label, host, extra);
  if (secure) return { problem: secure, retry: 'never' };
  if (codes.includes('ETIMEDOUT') || names.includes('APIConnectionTimeoutError') || says(/timed out/i)) {
    return fault('timeout', 'soon', `${who} did not answer in time.`, 'Try again, or check the network.');
  }
  if (has(unreachableCodes)) {
    return fault('connection-refused', 'soon', `${host} cannot be reached.`, 'Check the network connection.');
  }
  if (says(/response with no body/i)) {
    return fault('not-a-stream', 'never', `${who} sent an empty answer.`, 'Check the base URL.');
  }
  // An SDK fails on an event that is not what it expects (`"choices":[null]`).
  const isStumble = names.includes('TypeError') && codes.length === 0;
  const isGarbled = isStumble || names.includes('SyntaxError') || codes.some((code) => garbled.test(code));
  // Some of a parser's codes mean a response that broke off, not a malformed one.
  if (isGarbled && !has(lostCodes)) {
    return fault('bad-stream', 'never', `${who} sent something that cannot be read.`, 'Try again with /retry.');
  }
  return fault('connection-lost', 'soon', `The connection to ${where.label} was lost.`, 'Try again with /retry.');
}

/** What to do where nothing listens. */
function howToStart({ url }: Where): string {
  const known = localServerAt(url);
  if (known) return `Is ${known.name} running? ${known.start}`;
  return isLoopback(url)
    ? 'Start the server, or check the port in the base URL.'
    : 'Check the base URL, and that the server is running.';
}
