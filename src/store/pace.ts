/** Long work in short slices: the event loop runs after each, so that keys and frames never wait for a list. */
export interface Pace {
  /** True when this slice has used its time. Cheap: asked once per file. */
  due(): boolean;
  /** Lets everything else run, then begins the next slice. */
  rest(): Promise<void>;
}

/** Slices of at most `ms` milliseconds, provided that single steps are short. */
export function createPace(ms: number): Pace {
  let end = performance.now() + ms;
  return {
    due: () => performance.now() >= end,
    rest: async () => {
      // Not the one in `timers/promises`, which would be loaded before the first frame.
      await new Promise((resolve) => setImmediate(resolve));
      end = performance.now() + ms;
    },
  };
}

/**
 * A page that was just reported is drawn in the next two turns of the event loop: the view, then the terminal. Work
 * waits for that.
 */
export async function untilDrawn(pace: Pace): Promise<void> {
  await pace.rest();
  await pace.rest();
}
