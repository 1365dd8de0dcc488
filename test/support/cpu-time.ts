/** What work costs the processor: unlike the time on the wall, it does not grow because other programs run beside it. */

/** Milliseconds of computing that `work` took, its garbage collection included. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
