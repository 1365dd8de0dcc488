/** While the screen is up, nothing else may write to the terminal: console, warnings and stray stderr go to a log. */
const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const;

/**
 * Takes over, and returns a function that gives everything back. `log` gets one or more lines per call, without a final
 * newline.
 */
export function guardConsole(log: (text: string) => void): () => void {
  const kept = methods.map((name) => [name, console[name]] as const);
  for (const name of methods) console[name] = (...args: unknown[]) => log(formatLikeConsole(args));

  // Node prints warnings through a listener of its own.
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  const onWarning = (warning: Error): void => log(warning.stack ?? String(warning));
  process.on('warning', onWarning);

  // Only stderr on a terminal would end up on the screen; one that goes to a file stays as it is.
  const write = process.stderr.write;
  if (process.stderr.isTTY) {
    process.stderr.write = (chunk: Uint8Array | string, encoding?: unknown, done?: unknown): boolean => {
      log((typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')).replace(/\n$/, ''));
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') setImmediate(() => callback());
      return true;
    };
  }

  return () => {
    for (const [name, method] of kept) console[name] = method;
    process.off('warning', onWarning);
    for (const printer of printers) process.on('warning', printer);
    process.stderr.write = write;
  };
}

/** Loading `node:util` takes milliseconds, so it is loaded only if somebody prints. */
function formatLikeConsole(args: readonly unknown[]): string {
  return process.getBuiltinModule('node:util').format(...args);
}
