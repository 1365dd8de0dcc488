/** What the doctor can find: a closed list of codes, the severity of each, and what mends it. */

/**
 * `error`: something is lost or will be read wrongly; `warning`: it mends itself or concerns other programs; `info`:
 * worth knowing, nothing to do.
 */
export type Severity = 'error' | 'warning' | 'info';

/**
 * `open`: opening the session for writing mends it in place; `copy`: a clean copy leaves it out; `mode`: the file's
 * mode is tightened; `none`: nothing to mend, or nothing can.
 */
export type Mend = 'open' | 'copy' | 'mode' | 'none';

interface Kind {
  readonly severity: Severity;
  readonly mend: Mend;
}

/** The codes are part of the `--json` output: new ones may be added, none renamed. */
export const findingKinds = {
  unreadable: { severity: 'error', mend: 'none' },
  'no-folder': { severity: 'info', mend: 'none' },
  'not-a-file': { severity: 'warning', mend: 'none' },
  'no-session': { severity: 'warning', mend: 'none' },
  empty: { severity: 'error', mend: 'none' },
  'summary-damaged': { severity: 'warning', mend: 'open' },
  'summary-wrong': { severity: 'warning', mend: 'open' },
  'torn-tail': { severity: 'warning', mend: 'open' },
  'missing-newline': { severity: 'warning', mend: 'open' },
  'damaged-line': { severity: 'error', mend: 'copy' },
  'zero-bytes': { severity: 'error', mend: 'copy' },
  'too-long-line': { severity: 'error', mend: 'copy' },
  'invalid-utf8': { severity: 'error', mend: 'copy' },
  'seq-order': { severity: 'error', mend: 'copy' },
  'duplicate-message': { severity: 'error', mend: 'copy' },
  'broken-parent': { severity: 'error', mend: 'copy' },
  'duplicate-session': { severity: 'warning', mend: 'none' },
  'line-too-long-for-others': { severity: 'info', mend: 'none' },
  'unsupported-entry': { severity: 'info', mend: 'none' },
  'newer-version': { severity: 'info', mend: 'none' },
  'other-program': { severity: 'info', mend: 'none' },
  'in-use': { severity: 'info', mend: 'none' },
  'wide-mode': { severity: 'warning', mend: 'mode' },
  'more-names': { severity: 'warning', mend: 'none' },
  'interrupted-reply': { severity: 'warning', mend: 'open' },
  'torn-piece': { severity: 'info', mend: 'none' },
  'stale-lock': { severity: 'info', mend: 'none' },
  'left-over': { severity: 'info', mend: 'none' },
} as const satisfies Record<string, Kind>;

export type FindingCode = keyof typeof findingKinds;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly mend: Mend;
  /** One whole sentence. */
  readonly message: string;
  /** Number of the line in the file, from 1. */
  readonly line?: number;
}

/** The result of examining one file, or the folder itself. */
export interface FileReport {
  readonly filePath: string;
  /** Undefined for the folder, and when the file does not say. */
  readonly sessionId?: string;
  readonly lines: number;
  readonly messages: number;
  readonly findings: readonly Finding[];
}

/** How many findings of one code are listed one by one; in a file with thousands, the rest are counted. */
const mostOfOne = 10;

/** Collects findings, the first few of each code one by one. */
export function createFindings(): {
  add(code: FindingCode, message: string, line?: number): void;
  list(): Finding[];
} {
  const found: Finding[] = [];
  const counts = new Map<FindingCode, number>();
  const make = (code: FindingCode, message: string, line?: number): Finding => ({
    code,
    ...findingKinds[code],
    message,
    ...(line === undefined ? {} : { line }),
  });
  return {
    add(code, message, line) {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= mostOfOne) found.push(make(code, message, line));
    },
    list() {
      const more = [...counts].filter(([, count]) => count > mostOfOne);
      return [...found, ...more.map(([code, count]) => make(code, `${count - mostOfOne} more of the same kind.`))];
    },
  };
}

/** The worst of the findings; undefined when all is well. */
export function worst(findings: readonly Finding[]): Severity | undefined {
  for (const severity of ['error', 'warning', 'info'] as const) {
    if (findings.some((finding) => finding.severity === severity)) return severity;
  }
  return undefined;
}
