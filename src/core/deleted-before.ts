/** When a session in the trash was deleted: a clock is not always to be believed. */

/** Older than this program: what a clock says that has not been set yet. */
const firstBelievable = Date.UTC(2025, 0);

/**
 * Whether it was surely deleted before `moment` (all in ms): not where the time of deletion is before the session ended, or
 * before there was any session. Then the clock was wrong, and how long it has been in the trash is not known.
 */
export function deletedBefore(moment: number, deletedAt: number, endTime: number): boolean {
  return deletedAt < moment && deletedAt >= firstBelievable && deletedAt >= endTime;
}
