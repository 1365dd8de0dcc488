/** The formats a session can be exported in. */
export const exportFormats = ['markdown', 'html', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];
