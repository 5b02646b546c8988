import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { allFiles } from '../../cli/models/cached.js';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { HubServer } from '../../cli/testing/hub-server.js';
import { type LoadOptions, findModel } from '../load.js';

export const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

/** Bytes that differ everywhere, so that a wrong splice shows. */
export const bytes = (count: number, seed = 1): Buffer =>
  Buffer.from(Uint8Array.from({ length: count }, (_, i) => (i * 31 + (i >> 8) * 17 + seed * 101) & 255));

export const WEIGHTS = bytes(200_000);
export const PREPROCESSOR = JSON.stringify({
  size: { shortest_edge: 224 },
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
});
export const CONFIG = JSON.stringify({ id2label: { 0: 'tench', 1: 'goldfish' } });
export const REPOSITORY = {
  files: {
    'onnx/model.onnx': WEIGHTS,
    'preprocessor_config.json': PREPROCESSOR,
    'config.json': CONFIG,
    'README.md': '#',
  },
};

/** What is known of a model once it is fetched. */
export interface Resolved {
  readonly modelPath: string;
  readonly source: string;
  readonly description: Record<string, unknown>;
  readonly sources: Readonly<Record<string, string>>;
}

/** A server like the Hub, and caches of a test's own. */
export function hubOfTests() {
  const work = temporaryFolder('models');
  const environment = { ...process.env };
  const at = { folder: work };
  const server = new HubServer();

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    at.folder = mkdtempSync(path.join(work, 'test-'));
    for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_HUB_OFFLINE', 'FACCENT_OFFLINE'])
      delete process.env[name];
    process.env.HF_ENDPOINT = server.endpoint;
    process.env.HF_HUB_CACHE = path.join(at.folder, 'hub');
    process.env.FACCENT_CACHE = path.join(at.folder, 'cache');
    process.env.FACCENT_CONFIG = path.join(at.folder, 'config');
    server.repositories.clear();
    server.repositories.set('o/r', REPOSITORY);
    server.plain.clear();
    server.faults.length = server.apiFaults.length = server.seen.length = 0;
    server.listedToo = [];
    server.pageSize = 1000;
  });
  afterEach(() => {
    // in place: an object of our own is not what `homedir` looks into, and the next file would have it
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  });

  return {
    at: (...parts: string[]): string => path.join(at.folder, ...parts),
    hub: server,
    /** Finds and describes a model as `loadModel` does: the files of these tests are no ONNX. */
    resolve: async (text: string, options: LoadOptions = {}): Promise<Resolved> => {
      const { folder, description } = await findModel(text, { retryDelay: 5, idleTimeout: 2000, ...options });
      const { values, sources } = description;
      return { modelPath: folder.path!, source: folder.source, description: values, sources };
    },
    /** Files that are not a whole download. */
    leftovers: (): string[] =>
      (readdirSync(at.folder, { recursive: true }) as string[]).filter((name) => /\.part|\.tmp/.test(name)),
    /** Names of what was fetched whole. */
    wholeFiles: async (): Promise<string[]> => (await allFiles()).map(({ file }) => path.basename(file)),
    /** Names of contents in the Hub's cache. */
    blobs: (repository = 'o/r'): string[] =>
      readdirSync(path.join(at.folder, 'hub', `models--${repository.replace('/', '--')}`, 'blobs')),
  };
}
