/** Connections to an https server through a proxy: CONNECT, then TLS with the server itself. */
import type { Agent } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { proxyError, type WebProxy } from './proxy.ts';

/** What a request passes to its connection, besides what Node itself does. */
export interface TunnelOptions {
  /** Whether and after how many ms a silent connection is probed. The agent sets these. */
  readonly keepAlive?: boolean;
  readonly keepAliveInitialDelay?: number;
  /** Ends the wait for the proxy. */
  readonly tunnelSignal?: AbortSignal;
}

/** Lets the agent reach its servers through the proxy. Failures of the proxy are `ProxyError`s. */
export function tunnelThrough(agent: Agent, proxy: WebProxy, patienceMs: number): Agent {
  agent.createConnection = (options: ConnectionOptions & TunnelOptions, callback) => {
    openTunnel(proxy, `${hostOf(options)}:${options.port ?? 443}`, options.tunnelSignal, patienceMs).then(
      (socket) => {
        socket.setKeepAlive(options.keepAlive, options.keepAliveInitialDelay);
        callback?.(null, process.getBuiltinModule('node:tls').connect({ ...options, socket }));
      },
      // Node's type does not allow for a failure without a connection.
      (error: Error) => Reflect.apply(callback ?? (() => {}), undefined, [error]),
    );
    return undefined;
  };
  return agent;
}

function hostOf({ host = '' }: ConnectionOptions): string {
  return host.includes(':') ? `[${host}]` : host;
}

function openTunnel(
  proxy: WebProxy,
  target: string,
  signal: AbortSignal | undefined,
  patienceMs: number,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, hostname, port, protocol } = proxy.url;
    const client = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http');
    const asking = client.request({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? undefined : Number(port),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(proxy.authorization ? { 'proxy-authorization': proxy.authorization } : {}) },
      agent: false,
      ...(signal ? { signal } : {}),
    });
    const failed = (code: string, cause: unknown) => reject(proxyError(code, host, cause));
    const timer = setTimeout(() => asking.destroy(new Error('no tunnel in time')), patienceMs);
    asking.once('connect', (answer, socket) => {
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return resolve(socket);
      socket.destroy();
      failed(`ERR_PROXY_STATUS_${status}`, new Error(`the proxy answered ${status}`));
    });
    asking.once('response', (answer) => {
      answer.destroy();
      failed('ERR_PROXY_TUNNEL', new Error('the proxy did not answer as one'));
    });
    asking.on('error', (error) => failed('ERR_PROXY_SILENT', error));
    asking.once('close', () => {
      clearTimeout(timer);
      failed('ERR_PROXY_SILENT', new Error('closed'));
    });
    asking.end();
  });
}
