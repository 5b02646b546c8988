// The Hub's cache is huggingface_hub's own: what it has written is read, and what is written it would read.
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { removeModel } from '../cli/models/commands.js';
import { gitHash } from '../cli/testing/hub-server.js';
import { hubCacheFolder } from '../platform/node/environment.js';
import { HubFolder } from '../platform/node/hub-cache.js';
import { CONFIG, PREPROCESSOR, REPOSITORY, WEIGHTS, bytes, hubOfTests, sha256 } from './testing/hub.js';

const { at, blobs, hub, resolve } = hubOfTests();
const place = (...parts: string[]): string => at('hub', 'models--o--r', ...parts);
const COMMIT = '1'.repeat(40);

/** What `hf_hub_download` leaves: contents by their hashes, relative pointers to them, the branch. */
function leave(files: Record<string, Buffer | string>, { commit = COMMIT, branch = 'main' } = {}): void {
  mkdirSync(place('blobs'), { recursive: true });
  mkdirSync(place('refs'), { recursive: true });
  mkdirSync(at('hub/.locks/models--o--r'), { recursive: true });
  writeFileSync(place('refs', branch), commit);
  for (const [name, data] of Object.entries(files)) {
    const hash = typeof data === 'string' ? gitHash(data) : sha256(data);
    writeFileSync(place('blobs', hash), data);
    writeFileSync(at('hub/.locks/models--o--r', `${hash}.lock`), '');
    const pointer = place('snapshots', commit, name);
    mkdirSync(path.dirname(pointer), { recursive: true });
    symlinkSync(path.relative(path.dirname(pointer), place('blobs', hash)), pointer);
  }
}

/** The list of a commit's files, as `huggingface_hub._tree_cache` writes it. */
function leaveTree(files: Record<string, Buffer | string>, commit = COMMIT): void {
  const entries = Object.entries(files).map(([name, data]) => [
    name,
    typeof data === 'string'
      ? { size: data.length, blob_id: gitHash(data) }
      : { size: 130, blob_id: 'f'.repeat(40), lfs_sha256: sha256(data), lfs_size: data.length },
  ]);
  mkdirSync(place('trees'), { recursive: true });
  writeFileSync(
    place('trees', `${commit}.json`),
    JSON.stringify({ format_version: 1, files: Object.fromEntries(entries) as unknown }),
  );
}

describe('where it is', () => {
  const within = (variables: Record<string, string>): string => {
    for (const name of ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_HOME', 'XDG_CACHE_HOME'])
      delete process.env[name];
    Object.assign(process.env, { HOME: '/home/me' }, variables);
    return hubCacheFolder();
  };

  test.each([
    [{}, '/home/me/.cache/huggingface/hub'],
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    [{ HF_HOME: '/h', XDG_CACHE_HOME: '/x' }, '/h/hub'],
    [{ HUGGINGFACE_HUB_CACHE: '/old', HF_HOME: '/h' }, '/old'],
    [{ HF_HUB_CACHE: '/c', HUGGINGFACE_HUB_CACHE: '/old', HF_HOME: '/h' }, '/c'],
    [{ HF_HUB_CACHE: '~/c' }, '/home/me/c'],
    [{ HF_HOME: '$SCRATCH/h', SCRATCH: '/s' }, '/s/h/hub'],
    [{ HF_HUB_CACHE: '${SCRATCH}/c', SCRATCH: '/s' }, '/s/c'],
  ])('with %j it is %s', (variables, folder) => {
    expect(within(variables)).toBe(folder);
  });
});

describe('what huggingface_hub has left', () => {
  test('is found without the network, where it lists the commit', async () => {
    const files = {
      'onnx/model.onnx': WEIGHTS,
      'preprocessor_config.json': PREPROCESSOR,
      'config.json': CONFIG,
    };
    leave(files);
    leaveTree({ ...files, 'pytorch_model.bin': bytes(10) });
    const { modelPath, source, description } = await resolve('hf:o/r');
    expect(modelPath).toBe(place('snapshots', COMMIT, 'onnx/model.onnx'));
    expect(source).toBe(`hf:o/r@${COMMIT}/onnx/model.onnx`);
    expect(description).toMatchObject({ size: [224, 224], labels: ['tench', 'goldfish'] });
    expect(hub.seen).toEqual([]);
  });

  test('is found where the network is forbidden or away, whatever it lists', async () => {
    leave({ 'onnx/model.onnx': WEIGHTS, 'preprocessor_config.json': PREPROCESSOR });
    const { description } = await resolve('hf:o/r', { offline: true });
    expect(description).toMatchObject({ size: [224, 224], mean: [0.5, 0.5, 0.5] });
    expect((await resolve('hf:o/r/onnx/model.onnx', { offline: true })).source).toContain(COMMIT);
    expect(hub.seen).toEqual([]);
    process.env.HF_ENDPOINT = 'http://127.0.0.1:9';
    expect((await resolve('hf:o/r')).source).toBe(`hf:o/r@${COMMIT}/onnx/model.onnx`);
    await expect(resolve('hf:o/r/other.onnx', { offline: true })).rejects.toThrow(
      /other.onnx is not in the cache/,
    );
  });

  test('offline, a list without a file of settings is no reason to fail; one without the model is', async () => {
    const files = {
      'onnx/model.onnx': WEIGHTS,
      'preprocessor_config.json': PREPROCESSOR,
      'config.json': CONFIG,
    };
    leave({ 'onnx/model.onnx': WEIGHTS });
    leaveTree(files);
    expect((await resolve('hf:o/r', { offline: true })).description).toEqual({});
    leaveTree({ ...files, 'model.onnx': bytes(10) });
    await expect(resolve('hf:o/r/model.onnx', { offline: true })).rejects.toThrow(/not in the cache/);
  });

  test('is completed: what is there is not fetched again, though the branch has gone on', async () => {
    leave({ 'onnx/model.onnx': WEIGHTS });
    const { source, description } = await resolve('hf:o/r');
    expect(source).toBe(`hf:o/r@${hub.commit}/onnx/model.onnx`);
    expect(description).toMatchObject({ size: [224, 224] });
    expect(hub.fetches).toEqual([]);
    expect(readFileSync(place('refs/main'), 'utf8')).toBe(hub.commit);
    expect(readdirSync(place('snapshots')).sort()).toEqual([COMMIT, hub.commit]);
  });

  test.each([
    ['no JSON', '{'],
    ['of a later format', JSON.stringify({ format_version: 2, files: {} })],
    ['something else', JSON.stringify({ format_version: 1, files: { x: { size: 'big' } } })],
  ])('a list that is %s is asked for again', async (_, text) => {
    leave({ 'onnx/model.onnx': WEIGHTS });
    mkdirSync(place('trees'));
    writeFileSync(place('trees', `${COMMIT}.json`), text);
    expect((await resolve('hf:o/r')).source).toContain(hub.commit);
  });

  test('contents that are not whole are fetched again', async () => {
    leave({ 'onnx/model.onnx': WEIGHTS }, { commit: hub.commit });
    writeFileSync(place('blobs', sha256(WEIGHTS)), 'cut');
    const { modelPath } = await resolve('hf:o/r');
    expect(sha256(readFileSync(modelPath))).toBe(sha256(WEIGHTS));
  });
});

describe('what is written', () => {
  test('has its layout', async () => {
    await resolve('hf:o/r');
    expect(blobs().sort()).toEqual([sha256(WEIGHTS), gitHash(PREPROCESSOR), gitHash(CONFIG)].sort());
    const pointer = place('snapshots', hub.commit, 'onnx/model.onnx');
    expect(lstatSync(pointer).isSymbolicLink()).toBe(true);
    expect(readlinkSync(pointer)).toBe(path.join('../../../blobs', sha256(WEIGHTS)));
    expect(readFileSync(place('refs/main'), 'utf8')).toBe(hub.commit);
    const tree = JSON.parse(readFileSync(place('trees', `${hub.commit}.json`), 'utf8')) as unknown;
    expect(tree).toEqual({
      format_version: 1,
      files: {
        'README.md': { size: 1, blob_id: gitHash('#') },
        'config.json': { size: CONFIG.length, blob_id: gitHash(CONFIG) },
        'preprocessor_config.json': { size: PREPROCESSOR.length, blob_id: gitHash(PREPROCESSOR) },
        'onnx/model.onnx': {
          size: WEIGHTS.length,
          blob_id: 'f'.repeat(40),
          lfs_sha256: sha256(WEIGHTS),
          lfs_size: WEIGHTS.length,
        },
      },
    });
  });

  test('is no branch before there is a file of it', async () => {
    hub.faults.push({ status: 404 });
    await expect(resolve('hf:o/r')).rejects.toThrow(/404/);
    expect(await new HubFolder('o/r').commitOf('main')).toBeUndefined();
  });

  test('where it cannot be noted, what is there is used all the same', async () => {
    const { modelPath } = await resolve('hf:o/r');
    rmSync(place('trees'), { recursive: true });
    writeFileSync(place('trees'), '');
    expect((await resolve('hf:o/r')).modelPath).toBe(modelPath);
  });
});

describe('removing', () => {
  // it says what it deletes
  const removed = async (name: string): Promise<void> => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await removeModel(name).finally(() => log.mockRestore());
  };

  test('takes what a model is loaded from, and leaves what others have there', async () => {
    const weights = bytes(500, 7);
    leave({ ...REPOSITORY.files, 'pytorch_model.bin': weights });
    leaveTree({ ...REPOSITORY.files, 'pytorch_model.bin': weights });
    await removed('hf:o/r');
    expect(await new HubFolder('o/r').names(COMMIT)).toEqual(['README.md', 'pytorch_model.bin']);
    expect(blobs().sort()).toEqual([sha256(weights), gitHash('#')].sort());
    expect(readFileSync(place('refs/main'), 'utf8')).toBe(COMMIT);
  });

  test('leaves contents that another commit points to', async () => {
    const other = '2'.repeat(40);
    leave({ 'model.onnx': WEIGHTS }, { commit: other, branch: 'v1' });
    leave({ 'model.onnx': WEIGHTS });
    await removed('hf:o/r');
    expect(await new HubFolder('o/r').names(other)).toEqual(['model.onnx']);
    expect(blobs()).toEqual([sha256(WEIGHTS)]);
    expect(readdirSync(place('refs'))).toEqual(['v1']);
    await removed('hf:o/r@v1');
    expect(readdirSync(at('hub'))).toEqual(['.locks']);
  });
});
