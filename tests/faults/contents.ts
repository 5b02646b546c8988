import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A file's hash, without the time when it was made and how long that took. */
function timeless(name: string, bytes: Buffer): string {
  const undated = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z| UTC)/g, '');
  const read = (): string => {
    if (name.endsWith('.json')) return undated(bytes.toString('utf8'));
    if (!name.endsWith('.html')) return bytes.toString('latin1');
    return undated(bytes.toString('utf8'))
      .replaceAll(/data:application\/json;base64,([\w+/=]+)/g, (_, data: string) =>
        undated(Buffer.from(data, 'base64').toString('utf8')),
      )
      .replaceAll(/\d+(?:\.\d+)? s\b/g, '');
  };
  return createHash('sha256').update(read()).digest('hex');
}

/** All files below a folder, and their hashes. */
export function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(folder, file), timeless(file, readFileSync(file))]),
  );
}
