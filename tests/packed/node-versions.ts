import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root, run } from './run.js';

/** The oldest Node.js that `engines` allows, and the lines after it. */
export const SUPPORTED = ['20.19.0', '22.23.5', '24.22.3', '26.12.1'] as const;
/** Some that it does not allow. */
export const TOO_OLD = ['10.24.1', '18.20.8'] as const;

/** Ignored by Git, and kept: they have 850 MB. */
const folder = path.join(root, '.cache/node-versions');

export const nodeOf = (version: string): string =>
  path.join(
    folder,
    'node_modules',
    alias(version),
    process.platform === 'win32' ? 'bin/node.exe' : 'bin/node',
  );

const alias = (version: string): string => `node-${version}`;

/** What the npm package `node` would install on this machine. */
const packageName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const all = [...SUPPORTED, ...TOO_OLD];

export const areHere = (): boolean => all.every((version) => existsSync(nodeOf(version)));

/** Whether other versions than this one are to be tried: where they are here already, or are asked for. */
export const areTried = areHere() || Boolean(process.env.CI ?? process.env.FACCENT_NODE_VERSIONS);

export const HOW_TO_TRY =
  'only the running Node.js was tried: FACCENT_NODE_VERSIONS=1 fetches the others once (250 MB), and CI does';

/** Fetches the versions that are not here. */
export async function fetchNodes(): Promise<void> {
  if (areHere()) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const wanted = all.map((version) => `${alias(version)}@npm:${packageName}@${version}`);
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...wanted], { cwd: folder });
}
