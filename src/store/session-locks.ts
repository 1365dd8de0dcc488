/** The locks of one held session: of its file, and of those under whose names it had to continue. */
import type { Disk } from './disk.ts';
import { acquireLock, type SessionLock } from './lock.ts';

export class SessionLocks {
  readonly #disk: Disk;
  readonly #all: SessionLock[] = [];
  #filePath = '';
  #told = false;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** The file that is locked, or should be. */
  get filePath(): string {
    return this.#filePath;
  }

  /** The session has its file, and this lock on it. */
  begin(filePath: string, lock: SessionLock): void {
    this.#filePath = filePath;
    this.#all.push(lock);
  }

  /** The session continues in another file. */
  async follow(filePath: string): Promise<void> {
    this.#filePath = filePath;
    const lock = await acquireLock(this.#disk, filePath);
    if (lock.ok) this.#all.push(lock.value);
  }

  /**
   * Takes the lock again if its files were removed. Resolves with a sentence for the user, once, if another process was
   * faster: then both write, and each takes over what the other adds.
   */
  async keep(): Promise<string> {
    const renewed = await this.#all.at(-1)?.renew();
    const isHeld = renewed?.ok === false && renewed.problem.code === 'locked';
    const news = isHeld && !this.#told ? `${renewed.problem.message} Both write to it now.` : '';
    this.#told = isHeld;
    return news;
  }

  async release(): Promise<void> {
    for (const lock of this.#all) await lock.release();
  }
}
