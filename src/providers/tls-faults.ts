/** TLS failures: the server does not speak https, its certificate is invalid, or no protocol fits both. */
import { type Problem, problem } from '../core/problem.ts';
import { capital } from '../core/words.ts';
import type { Evidence } from './evidence.ts';

/** OpenSSL's and Node's codes for an invalid certificate; ERR_SSL is about the handshake before it. */
const certificate = /^(?!ERR_SSL).*(CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))/;

/**
 * Undefined if it is not about https. `label` names the server (`the server at HOST`), `host` the owner of the
 * certificate.
 */
export function tlsProblem(
  { systemCodes: codes, causes }: Evidence,
  label: string,
  host: string,
  extra: { readonly detail?: string },
): Problem | undefined {
  const insecure = (message: string, next: string) => problem('insecure-server', message, next, extra);
  // Node reports some of them only as EPROTO, the others in OpenSSL's words.
  const isTalk = codes.some((code) => code === 'EPROTO' || /^ERR_(SSL|TLS)_/.test(code));
  if (isTalk && [...codes, ...causes].some((text) => /wrong.version.number|packet.length.too.long/i.test(text))) {
    return insecure(
      `${capital(label)} does not speak https.`,
      'Check the base URL: it may need to begin with http://.',
    );
  }
  if (codes.includes('CERT_HAS_EXPIRED')) {
    return insecure(
      `The certificate of ${host} has expired.`,
      'Check this machine’s clock; if it is right, the server needs a new certificate.',
    );
  }
  if (codes.includes('ERR_TLS_CERT_ALTNAME_INVALID') || codes.includes('HOSTNAME_MISMATCH')) {
    return insecure(`The certificate of ${host} belongs to another host.`, 'Check the base URL.');
  }
  if (codes.some((code) => certificate.test(code))) {
    return insecure(
      `The certificate of ${host} cannot be trusted.`,
      'Check the base URL; for a private certificate authority, set NODE_EXTRA_CA_CERTS.',
    );
  }
  if (!isTalk) return undefined;
  return insecure(
    `Could not agree on a secure connection with ${host}.`,
    'Check the base URL and the TLS versions the server supports.',
  );
}
