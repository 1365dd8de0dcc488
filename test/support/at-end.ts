/** Clean-up when a test is over, in reverse order: a program ends before its folder is removed. */
/** A test, or a whole file by its `after`. */
export interface Ending {
  after(end: () => Promise<void>): void;
}

const endings = new WeakMap<Ending, (() => unknown)[]>();

/** Node runs its own hooks in the order in which they were added. */
export function atEnd(t: Ending, end: () => unknown): void {
  const known = endings.get(t);
  if (known) {
    known.push(end);
    return;
  }
  const mine = [end];
  endings.set(t, mine);
  t.after(async () => {
    for (const one of mine.reverse()) await one();
  });
}
