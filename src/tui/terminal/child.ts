/** A child program on our terminal: started without a shell, without any API key, and waited for. */
import { spawn } from 'node:child_process';
import type { ChildEnd } from '../../app/screen.ts';
import { codeOf } from '../../core/error.ts';
import { childEnvironment } from './child-environment.ts';

/** Never rejects. Most failures to start arrive as an event, but running out of memory throws. */
export function runChild(command: string, args: readonly string[]): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const notStarted = (error: unknown) => resolve({ kind: 'not-started', errorCode: codeOf(error) || 'unknown' });
    try {
      const child = spawn(command, [...args], { stdio: 'inherit', env: childEnvironment(process.env) });
      child.on('error', notStarted);
      child.on('exit', (exitCode, signal) =>
        resolve(signal === null ? { kind: 'exited', exitCode: exitCode ?? 0 } : { kind: 'killed', signal }),
      );
    } catch (error) {
      notStarted(error);
    }
  });
}
