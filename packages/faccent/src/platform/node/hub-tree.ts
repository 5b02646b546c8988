import * as z from 'zod/mini';
import type { ListedFile } from '../platform.js';

export const SHA256 = /^[0-9a-f]{64}$/;
const BYTES = z.int().check(z.nonnegative());

/** A longer list was not written by what writes such files, in bytes. */
export const LONGEST_TREE = 2 ** 26;

/** How huggingface_hub keeps the list of a commit's files. */
const TREE = z.object({
  format_version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({
      size: BYTES,
      blob_id: z.string(),
      lfs_sha256: z.optional(z.nullable(z.string().check(z.regex(SHA256)))),
      lfs_size: z.optional(z.nullable(BYTES)),
      xet_hash: z.optional(z.nullable(z.string())),
    }),
  ),
});

/** A list of a commit's files; nothing of what a later version writes, or was damaged: it is asked for again. */
export function parseTree(text: string): ListedFile[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data: tree } = z.safeParse(TREE, json);
  return (
    tree &&
    Object.entries(tree.files).map(([name, file]) => ({
      ...{ path: name, blob: file.blob_id, size: file.lfs_size ?? file.size },
      ...{ sha256: file.lfs_sha256 ?? undefined, xet: file.xet_hash ?? undefined },
    }))
  );
}

export function formatTree(files: readonly ListedFile[]): string {
  const tree = files.map(({ path: name, size, blob, sha256, xet }) => [
    name,
    {
      ...{ size, blob_id: blob },
      ...(sha256 !== undefined && { lfs_sha256: sha256, lfs_size: size }),
      ...(xet !== undefined && { xet_hash: xet }),
    },
  ]);
  return JSON.stringify({ format_version: 1, files: Object.fromEntries(tree) as unknown }, null, 1);
}
