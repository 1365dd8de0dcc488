/** Failures without an answer: nothing listens, no such host, a connection that broke, a redirect. */
import { type Problem, problem } from '../core/problem.ts';
import { redact } from '../core/redact.ts';
import { capital } from '../core/words.ts';
import type { Evidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { proxyFault } from './proxy-faults.ts';
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
const garbled = /^(HPE_|Z_|ZSTD_|ERR__ERROR_FORMAT|ERR_UNKNOWN_ENCODING)/;
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
/** OpenSSL's and Node's names for a certificate that does not hold; ERR_SSL is about the talk before it. */
const certificate = /^(?!ERR_SSL).*(CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))/;

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
  const secure = tlsProblem(evidence, where, extra);
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
  if (names.includes('SyntaxError') || codes.some((code) => garbled.test(code))) {
    return {
      problem: problem('bad-stream', `${who} sent something that cannot be read.`, 'Try again with /retry.', extra),
      retry: 'never',
    };
  }
  return { problem: lost(where, extra), retry: 'soon' };
}

/** Undefined where it is not about https. */
function tlsProblem(
  { systemCodes: codes, causes }: Evidence,
  where: Where,
  extra: { readonly detail?: string },
): Problem | undefined {
  const { host } = where.url;
  const insecure = (message: string, next: string) => problem('insecure-server', message, next, extra);
  // Node tells some of them by EPROTO alone, and the rest in OpenSSL's words.
  const isTalk = codes.some((code) => code === 'EPROTO' || /^ERR_(SSL|TLS)_/.test(code));
  if (isTalk && [...codes, ...causes].some((text) => /wrong.version.number|packet.length.too.long/i.test(text))) {
    return insecure(
      `${capital(where.label)} does not speak https.`,
      'Check the base URL: it may have to begin with http://.',
    );
  }
  if (codes.includes('CERT_HAS_EXPIRED')) {
    return insecure(
      `The certificate of ${host} has expired.`,
      'Check the clock of this machine; otherwise the server needs a new one.',
    );
  }
  if (codes.includes('ERR_TLS_CERT_ALTNAME_INVALID') || codes.includes('HOSTNAME_MISMATCH')) {
    return insecure(`The certificate of ${host} belongs to another host.`, 'Check the base URL.');
  }
  if (codes.some((code) => certificate.test(code))) {
    return insecure(
      `The certificate of ${host} cannot be trusted.`,
      'Check the base URL; a private certificate authority is named with NODE_EXTRA_CA_CERTS.',
    );
  }
  if (!isTalk) return undefined;
  return insecure(
    `No secure connection to ${host} could be agreed on.`,
    'Check the base URL, and which versions of TLS the server speaks.',
  );
}

function lost(where: Where, extra: { readonly detail?: string }) {
  return problem('connection-lost', `The connection to ${where.label} was lost.`, 'Try again with /retry.', extra);
}
