/** Waiting for what happens outside the terminal: in files, servers, processes. */
import assert from 'node:assert/strict';

/** Checks again and again until the condition holds. */
export async function eventually(condition: () => boolean, what = String(condition), ms = 30_000): Promise<void> {
  const end = performance.now() + ms;
  while (!holds(condition)) {
    assert.ok(performance.now() < end, `waited ${ms} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A file that is being written may not be there, or not be whole, at the moment of looking. */
function holds(condition: () => boolean): boolean {
  try {
    return condition();
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Whether a process with this id is running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
