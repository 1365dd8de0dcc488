/** Failures of a proxy on the way, reported as such: the server itself may be fine. */
import { problem } from '../core/problem.ts';
import type { Evidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { tlsProblem } from './tls-faults.ts';
import { isLoopback, type Where } from './where.ts';

/** `evidence.proxy` names the proxy, or the variable whose address cannot be used. */
export function proxyFault(evidence: Evidence, where: Where, extra: { readonly detail?: string }): Fault {
  const { proxy, systemCodes: codes } = evidence;
  const variable = variableFor(where);
  const around = `Check ${variable}, or name ${where.url.hostname} in NO_PROXY.`;
  const fault = (message: string, retry: Fault['retry'], next = around): Fault => ({
    problem: problem('connection-refused', message, next, extra),
    retry,
  });
  if (codes.includes('ERR_PROXY_ADDRESS')) {
    return {
      problem: problem(
        'bad-config',
        `${proxy} is not a usable proxy address.`,
        'Write it like http://HOST:PORT (SOCKS is not supported), or unset it.',
      ),
      retry: 'never',
    };
  }
  const status = codes.map((code) => /^ERR_PROXY_STATUS_(\d+)$/.exec(code)?.[1]).find((found) => found !== undefined);
  if (status === '407') return proxyWantsPassword(where);
  if (status !== undefined && Number(status) >= 500) {
    return fault(`The proxy at ${proxy} cannot reach ${where.url.host} (${status}).`, 'soon');
  }
  if (status !== undefined) {
    return fault(`The proxy at ${proxy} does not let requests through to ${where.url.host} (${status}).`, 'never');
  }
  const secure = tlsProblem(evidence, `the proxy at ${proxy}`, `the proxy at ${proxy}`, extra);
  if (secure) return { problem: { ...secure, next: around }, retry: 'never' };
  if (codes.some((code) => code === 'ERR_PROXY_TUNNEL' || code.startsWith('HPE_')))
    return fault(`The server at ${proxy} is not a proxy.`, 'never');
  const isHere = URL.canParse(`http://${proxy}`) && isLoopback(new URL(`http://${proxy}`));
  const isGone = codes.includes('ENOTFOUND') || (isHere && codes.includes('ECONNREFUSED'));
  return fault(`The proxy at ${proxy} does not answer.`, isGone ? 'never' : 'soon');
}

/** Also for a response with status 407, which only proxies send. */
export function proxyWantsPassword(where: Where): Fault {
  return {
    problem: problem(
      'connection-refused',
      `The proxy for ${where.url.host} requires a user name and password.`,
      `Put them into ${variableFor(where)}: http://NAME:PASSWORD@HOST:PORT.`,
    ),
    retry: 'never',
  };
}

function variableFor({ url }: Where): string {
  return url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
}
