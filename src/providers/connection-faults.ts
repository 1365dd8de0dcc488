/** Failures without an answer: nothing listens, no such host, a connection that broke, a redirect. */
import { problem } from '../core/problem.ts';
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
const timeoutCodes = new Set(['ETIMEDOUT']);
/** What answered does not speak HTTP as it should: Node's parser and its decompressors say so. */
const garbled = /^(HPE_|Z_|ZSTD_|ERR__ERROR_FORMAT|ERR_UNKNOWN_ENCODING|ERR_BODY_TOO_LONG)/;
/** The last two are a firewall's. */
const unreachableCodes = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

/** What the chain of causes tells. Where it tells nothing, the connection counts as lost. */
export function connectionFault(evidence: Evidence, where: Where): Fault {
  const { systemCodes: codes, causes, names } = evidence;
  const who = capital(where.label);
  const host = where.url.host;
  const detail = redact([...codes, ...causes].filter((text) => text !== '').join(' · '), where.secrets).slice(0, 300);
  const extra = detail === '' ? {} : { detail };
  const has = (set: ReadonlySet<string>) => codes.some((code) => set.has(code));

  if (evidence.proxy !== '') return proxyFault(evidence, where, extra);
  if (codes.includes('ECONNREFUSED')) {
    const known = localServerAt(where.url);
    const next = known
      ? `Is ${known.name} running? ${known.start}`
      : isLoopback(where.url)
        ? 'Start the server, or check the port in the base URL.'
        : 'Check the base URL and whether the server is up.';
    return {
      problem: problem('connection-refused', `Nothing answers at ${host}.`, next, extra),
      retry: isLoopback(where.url) ? 'never' : 'soon',
    };
  }
  if (codes.includes('ENOTFOUND') || causes.some((text) => /^getaddrinfo /.test(text)) || codes.includes('EAI_AGAIN')) {
    return {
      problem: problem(
        'host-not-found',
        `The host ${where.url.hostname} cannot be found.`,
        'Check the network connection and the base URL.',
        extra,
      ),
      retry: codes.includes('EAI_AGAIN') ? 'soon' : 'never',
    };
  }
  if (causes.some((text) => /redirect/i.test(text))) {
    return {
      problem: problem(
        'not-a-stream',
        `${who} redirects to another address, and a request with a key is not sent on.`,
        'Check the base URL.',
        extra,
      ),
      retry: 'never',
    };
  }
  const secure = tlsProblem(evidence, where.label, host, extra);
  if (secure) return { problem: secure, retry: 'never' };
  if (has(timeoutCodes) || names.includes('APIConnectionTimeoutError') || causes.some((t) => /timed out/i.test(t))) {
    return {
      problem: problem('timeout', `${who} did not answer in time.`, 'Try again, or check the network.', extra),
      retry: 'soon',
    };
  }
  if (has(unreachableCodes)) {
    return {
      problem: problem('connection-refused', `${host} cannot be reached.`, 'Check the network connection.', extra),
      retry: 'soon',
    };
  }
  if (causes.some((text) => /response with no body/i.test(text))) {
    return {
      problem: problem('not-a-stream', `${who} answered with nothing.`, 'Check the base URL.', extra),
      retry: 'never',
    };
  }
  if (has(lostCodes)) return { problem: lost(where, extra), retry: 'soon' };
  // An SDK falls over an event that is not what it expects (`"choices":[null]`).
  const isStumble = names.includes('TypeError') && codes.length === 0;
  if (isStumble || names.includes('SyntaxError') || codes.some((code) => garbled.test(code))) {
    return {
      problem: problem('bad-stream', `${who} sent something that cannot be read.`, 'Try again with /retry.', extra),
      retry: 'never',
    };
  }
  return { problem: lost(where, extra), retry: 'soon' };
}

function lost(where: Where, extra: { readonly detail?: string }) {
  return problem('connection-lost', `The connection to ${where.label} was lost.`, 'Try again with /retry.', extra);
}
