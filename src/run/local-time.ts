/** Times as people here read them. */

/** `2026-11-22 04:05:06` in the local time zone; empty when there is no time. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  if (ms <= 0 || Number.isNaN(date.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
