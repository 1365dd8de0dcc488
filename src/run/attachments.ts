/** Files named with `@path` in a prompt: looked at once when sent, read again for every request that carries them. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, extname, resolve } from 'node:path';
import { fail, ok, problem, type Result } from '../core/problem.ts';
import type { Attachment } from '../core/session.ts';

/** What providers take in one request, with room for the rest of it. */
const largestText = 400_000;
const largestImage = 5_000_000;

const images: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

/** A reference to the file with its hash; the problem says why it cannot be attached. */
export async function attach(path: string, cwd: string): Promise<Result<Attachment>> {
  const place = path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : resolve(cwd, path);
  const read = await readBytes(place);
  if (!read.ok) return read;
  const mediaType = images[extname(place).toLowerCase()];
  const bytes = read.value;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (mediaType) return ok({ path: place, kind: 'image', mediaType, bytes: bytes.length, sha256 });
  if (bytes.length > largestText) {
    return unusable(`${basename(place)} is too large to attach (${bytes.length} bytes; ${largestText} are the most).`);
  }
  if (bytes.includes(0)) return unusable(`${basename(place)} is neither text nor an image (PNG, JPEG, GIF, WebP).`);
  return ok({ path: place, kind: 'text', mediaType: 'text/plain', bytes: bytes.length, sha256 });
}

/** The file's content for a request: text for text, bytes for images. A file that changed since says so. */
export async function readAttachment(attachment: Attachment): Promise<Result<Uint8Array | string>> {
  const read = await readBytes(attachment.path);
  if (!read.ok) return read;
  const sha256 = createHash('sha256').update(read.value).digest('hex');
  if (sha256 !== attachment.sha256) {
    return unusable(
      `${attachment.path} has changed since it was attached.`,
      'Attach it again with @, or edit the prompt.',
    );
  }
  return ok(attachment.kind === 'text' ? read.value.toString('utf8') : read.value);
}

async function readBytes(path: string): Promise<Result<Buffer>> {
  try {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return unusable(`${path} is not a file.`);
      if (stat.size > largestImage)
        return unusable(`${path} is too large to attach (${stat.size} bytes; ${largestImage} are the most).`);
      return ok(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return unusable(missing ? `There is no file ${path}.` : `${path} cannot be read.`);
  }
}

function unusable(
  message: string,
  next = 'Nothing was sent; correct the name after @, or write it without @.',
): Result<never> {
  return fail(problem('attachment-unusable', message, next));
}
