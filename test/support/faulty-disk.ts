/** A disk on which chosen calls fail, as on a full, a failing or a forbidden one. */
import { type Disk, nodeDisk } from '../../src/store/disk.ts';

export type Call = keyof Disk;

export interface Fault {
  /** The first call that fails, counted from 1 over the calls that `only` names. */
  readonly from: number;
  /** How many fail in a row. */
  readonly count: number;
  /** `EIO`, `ENOSPC`, …; `EDQUOT` arrives as Node reports it, without its name. */
  readonly code?: string;
  /** Undefined: every call counts. */
  readonly only?: readonly Call[];
  /** A failing write first writes half of its bytes. */
  readonly short?: boolean;
}

export interface FaultyDisk extends Disk {
  /** Sets the fault and starts counting again; undefined removes it. */
  fail(fault: Fault | undefined): void;
  /** Calls since the last `fail`, of those that count. */
  readonly calls: number;
  /** Errors that were thrown since the beginning. */
  readonly thrown: number;
}

/** The real disk with a switch for its faults. Closing a descriptor always works, so that tests leak none. */
export function faultyDisk(disk: Disk = nodeDisk): FaultyDisk {
  let fault: Fault | undefined;
  let calls = 0;
  let thrown = 0;

  function fails(call: Call): boolean {
    if (fault?.only && !fault.only.includes(call)) return false;
    calls += 1;
    if (!fault || calls < fault.from || calls >= fault.from + fault.count) return false;
    thrown += 1;
    return true;
  }

  function failure(call: Call): Error {
    const code = fault?.code ?? 'EIO';
    if (code === 'EDQUOT') {
      return Object.assign(new Error('Unknown system error -122'), { code: 'UNKNOWN', errno: -122, syscall: call });
    }
    return Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });
  }

  const faulty: FaultyDisk = {
    ...disk,
    fail(next) {
      fault = next;
      calls = 0;
    },
    get calls() {
      return calls;
    },
    get thrown() {
      return thrown;
    },
    async write(fd, bytes, position) {
      if (!fails('write')) return disk.write(fd, bytes, position);
      const half = Math.floor(bytes.length / 2);
      if (fault?.short && half > 0) await disk.write(fd, bytes.subarray(0, half), position);
      throw failure('write');
    },
    writeSync(fd, bytes, position) {
      if (fails('writeSync')) throw failure('writeSync');
      return disk.writeSync(fd, bytes, position);
    },
    openSync(path, flags, mode) {
      if (fails('openSync')) throw failure('openSync');
      return disk.openSync(path, flags, mode);
    },
    unlinkSync(path) {
      if (fails('unlinkSync')) throw failure('unlinkSync');
      disk.unlinkSync(path);
    },
    open: guard('open'),
    read: guard('read'),
    fstat: guard('fstat'),
    lstat: guard('lstat'),
    fchmod: guard('fchmod'),
    chmod: guard('chmod'),
    fsync: guard('fsync'),
    fdatasync: guard('fdatasync'),
    ftruncate: guard('ftruncate'),
    rename: guard('rename'),
    unlink: guard('unlink'),
    mkdir: guard('mkdir'),
    readdir: guard('readdir'),
  };
  return faulty;

  function guard<K extends Exclude<Call, `${string}Sync`>>(call: K): Disk[K] {
    const real = disk[call] as (...args: unknown[]) => Promise<unknown>;
    const guarded = async (...args: unknown[]): Promise<unknown> => {
      if (fails(call)) throw failure(call);
      return real(...args);
    };
    return guarded as Disk[K];
  }
}
