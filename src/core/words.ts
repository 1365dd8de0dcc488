/** Words: the small ones that sentences on the screen are made of, and those that mean one of ours. */

/** `1 turn`, `3 turns`; `several` where the plural is not the noun and an s. */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`;
}

/** The first letter as a capital: `the server` → `The server`. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A number of days, hours or minutes as clocks and calendars write it: `07`, `12`. */
export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** What is said about lines that cannot be read. */
export function damagedLines(count: number): string {
  return `${counted(count, 'damaged line')}, kept in the file`;
}

/** Word → what is meant by it; given are the words that mean the same, with blanks between. */
export function meantBy(lists: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(lists).flatMap(([meant, typed]) => typed.split(' ').map((word) => [word, meant] as const)),
  );
}
