/** Takes keys out of text before it is shown, stored or logged. */

const mark = '[key removed]';

/** How keys look in error texts and headers: vendors' prefixes, authorization headers, key parameters in addresses. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=*-]{6,}/gi, `$1 ${mark}`],
  [
    /(\b(?:x-api-key|api[-_]?key|authorization|access[-_]?token)\b["']?\s*[:=]\s*["']?)(?!Bearer|Basic)[^\s"',;}&]{4,}/gi,
    `$1${mark}`,
  ],
  [/\b(?:sk|pk|rk|gsk|xai|hf|AIza|AKIA)[-_][A-Za-z0-9_*.-]{4,}/g, mark],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, mark],
  [/(:\/\/)[^/\s:@]+:[^/\s@]+@/g, `$1${mark}@`],
];

/**
 * The text without anything that looks like a key, and without each of `secrets` (the actual keys in use), whether
 * whole or as the head or tail that servers echo (`sk-ab******wxyz`).
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length >= 4) clean = clean.replaceAll(secret, mark);
    if (secret.length >= 16) {
      clean = clean.replaceAll(secret.slice(0, 12), mark).replaceAll(secret.slice(-8), mark);
    }
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}

/** A key as it may be shown: enough to recognise it, not enough to use it (`sk-…wxyz`). */
export function maskKey(key: string): string {
  return `${key.startsWith('sk-') ? 'sk-' : ''}…${key.length >= 16 ? key.slice(-4) : ''}`;
}

/**
 * A server's address as it may be shown: without anything before an @, and without the values of a query (`?key=…`).
 */
export function maskAddress(address: string): string {
  return address.replace(/(:\/\/)[^/?#]*@/, '$1…@').replace(/([?&](?!api-version=)[^=&#]*=)[^&#]+/gi, '$1…');
}
