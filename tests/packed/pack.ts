import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root, run } from './run.js';

export interface Packed {
  readonly name: string;
  /** Path of the tarball. */
  readonly tarball: string;
  /** In bytes. */
  readonly unpackedSize: number;
  readonly files: readonly string[];
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The studio is published within faccent. */
const PUBLISHED = ['onnx-grad', 'faccent'];

/** Makes the packages as they are published, from what `npm run build` has made. @param folder of the tarballs */
export async function pack(folder: string): Promise<Packed[]> {
  const workspaces = PUBLISHED.flatMap((name) => ['--workspace', `packages/${name}`]);
  const said = await run('npm', ['pack', ...workspaces, '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const packed = JSON.parse(said) as {
    readonly name: string;
    readonly filename: string;
    readonly unpackedSize: number;
    readonly files: readonly { readonly path: string }[];
  }[];
  return Promise.all(
    packed.map(async ({ name, filename, unpackedSize, files }) => ({
      ...{ name, unpackedSize, tarball: path.join(folder, filename) },
      files: files.map((file) => file.path),
      manifest: JSON.parse(
        await readFile(path.join(root, 'packages', name, 'package.json'), 'utf8'),
      ) as Manifest,
    })),
  );
}
