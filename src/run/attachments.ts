/** Files named with `@path` in a prompt: looked at once when sent, read again for every request that carries them. */
import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { codeOf } from '../core/error.ts';
import { fail, ok, type Problem, problem, type Result } from '../core/problem.ts';
import type { Attachment } from '../core/session.ts';
import { userPath } from '../store/user-path.ts';

/** What providers accept in one request, with room for the rest of it; bytes. */
const largestText = 400_000;
const largestImage = 5_000_000;
/** Paths offered for completion. */
const mostPaths = 200;

/** Images by their first bytes, because file names are unreliable. */
const images: readonly { readonly mediaType: string; readonly fits: (bytes: Buffer) => boolean }[] = [
  { mediaType: 'image/png', fits: (bytes) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' },
  { mediaType: 'image/jpeg', fits: (bytes) => bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff' },
  { mediaType: 'image/gif', fits: (bytes) => /^GIF8[79]a$/.test(bytes.subarray(0, 6).toString('latin1')) },
  {
    mediaType: 'image/webp',
    fits: (bytes) => /^RIFF.{4}WEBP$/s.test(bytes.subarray(0, 12).toString('latin1')),
  },
];
const imageName = /\.(?:png|jpe?g|gif|webp)$/i;

/**
 * A reference to the file with its hash, or the problem that says why it cannot be attached. Undefined for a word that
 * names no file and does not look like a path: people write `@someone` too.
 */
export async function attach(path: string, cwd: string): Promise<Result<Attachment | undefined>> {
  const place = userPath(path, cwd);
  const read = await readBytes(place);
  if (!read.ok) return read.problem.detail === 'ENOENT' && !/[/\\.]/.test(path) ? ok(undefined) : read;
  const bytes = read.value;
  const image = images.find((one) => one.fits(bytes));
  const sha256 = hashOf(bytes);
  if (image) return ok({ path: place, kind: 'image', mediaType: image.mediaType, bytes: bytes.length, sha256 });
  if (imageName.test(place))
    return unusable(`${basename(place)} is not a valid image (PNG, JPEG, GIF, WebP), despite its name.`);
  if (bytes.length > largestText) {
    return unusable(`${basename(place)} is too large to attach (${bytes.length} bytes; the limit is ${largestText}).`);
  }
  if (!isText(bytes)) return unusable(`${basename(place)} is neither text nor an image (PNG, JPEG, GIF, WebP).`);
  return ok({ path: place, kind: 'text', mediaType: 'text/plain', bytes: bytes.length, sha256 });
}

/** All of them, each once; words that name no file are left out, and each file that cannot be attached is a problem. */
export async function attachAll(
  paths: readonly string[],
  cwd: string,
): Promise<{ readonly attachments: readonly Attachment[]; readonly problems: readonly Problem[] }> {
  const attachments: Attachment[] = [];
  const problems: Problem[] = [];
  for (const path of new Set(paths)) {
    const attached = await attach(path, cwd);
    if (!attached.ok) problems.push(attached.problem);
    else if (attached.value) attachments.push(attached.value);
  }
  return { attachments, problems };
}

/** The file's content for a request: text for text, bytes for images. A file that changed since says so. */
export async function readAttachment(attachment: Attachment): Promise<Result<Uint8Array | string>> {
  const read = await readBytes(attachment.path);
  if (!read.ok) return read;
  if (hashOf(read.value) !== attachment.sha256) {
    return unusable(`${attachment.path} has changed since it was attached.`, 'Attach it again with @.');
  }
  return ok(attachment.kind === 'text' ? read.value.toString('utf8') : read.value);
}

/**
 * Files and folders whose path begins with what is typed, in the form they would be typed; folders first, with a slash
 * at the end. Hidden ones only for a name that begins with a dot. Empty when there are none or the folder cannot be
 * read.
 */
export async function listPaths(typed: string, cwd: string): Promise<readonly string[]> {
  const cut = typed.lastIndexOf('/') + 1;
  const folder = typed.slice(0, cut);
  const start = typed.slice(cut).toLowerCase();
  let entries: Dirent[];
  try {
    entries = await readdir(userPath(folder === '' ? '.' : folder, cwd), { withFileTypes: true });
  } catch {
    // There is no such folder, or we may not read it: nothing to offer, and sending will say why.
    return [];
  }
  return entries
    .filter((entry) => entry.name.toLowerCase().startsWith(start))
    .filter((entry) => start.startsWith('.') || !entry.name.startsWith('.'))
    .filter((entry) => (entry.isDirectory() || entry.isFile() || entry.isSymbolicLink()) && !/["\n]/.test(entry.name))
    .sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || (a.name < b.name ? -1 : 1))
    .slice(0, mostPaths)
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Opened without blocking: a pipe without a writer must not block the program. */
async function readBytes(path: string): Promise<Result<Buffer>> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return unusable(`${path} is not a file.`);
      if (stat.size > largestImage)
        return unusable(`${path} is too large to attach (${stat.size} bytes; the limit is ${largestImage}).`);
      return ok(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    return unusable(code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read.`, undefined, code);
  }
}

const nextStep = 'Nothing was sent. Correct the name after @, or send again to send it as plain text.';

function unusable(message: string, next = nextStep, detail = ''): Result<never> {
  return fail(problem('attachment-unusable', message, next, detail === '' ? {} : { detail }));
}
