/** What work costs the processor: unlike wall time, it does not grow when other programs run at the same time. */

/** Milliseconds of processor time that `work` took, including its garbage collection. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
