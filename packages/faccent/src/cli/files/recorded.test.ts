// What a stranger's recipe gets: files with the hashes that it states, and nothing over the network unless asked.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Recipe, type RunRequest, formatNpy, formatSafetensors } from 'faccent';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cachedAddresses } from '../../platform/node/downloads.js';
import { photo, temporaryFolder, tinyModel } from '../testing/folder.js';
import { placeOf } from '../unfinished/places.js';
import { Store } from '../unfinished/store.js';
import { checkKeptTensors } from './kept-tensors.js';
import { type Finding, recordedInputs } from './recorded.js';

const work = temporaryFolder('recorded');
const at = (name: string): string => `${work}/${name}`;
const MODEL = readFileSync(tinyModel);
const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const asked: string[] = [];
const server: Server = createServer((request, response) => {
  asked.push(request.url!);
  response.end(MODEL);
});
let origin = '';
const environment = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = 0;
  mkdirSync(at('recipe'), { recursive: true });
  process.env.FACCENT_CACHE = at(`cache-${Math.random()}`);
  process.env.HF_HUB_CACHE = at('hub');
  process.env.HF_ENDPOINT = origin;
});
afterEach(() => {
  process.env = { ...environment };
});

/** A recipe of a stranger, as far as it names files. */
const recipe = ({
  model,
  ...more
}: { readonly model?: object; readonly [key: string]: unknown } = {}): RunRequest =>
  ({
    model: {
      ...{ path: tinyModel, sha256: sha256(MODEL), description: { size: [32, 32], range: [0, 1] } },
      ...model,
    },
    settings: { size: [32, 32], mask: null },
    ...more,
  }) as unknown as Recipe;

const read = (request: RunRequest, finding?: Finding): ReturnType<typeof recordedInputs> =>
  recordedInputs(request, at('recipe/recipe.json'), finding);

async function refusal(request: RunRequest, finding?: Finding): Promise<string> {
  const error = await read(request, finding).then(
    () => undefined,
    (e: Error) => e,
  );
  expect(error?.name).toBe('FaccentError');
  return error!.message;
}

describe('a model that is not here', () => {
  const gone = (source: string): RunRequest => recipe({ model: { path: '/gone/net.onnx', source } });

  test('is not fetched unless asked, and it is said from where it would be', async () => {
    expect(await refusal(gone(`${origin}/net.onnx?sig=hidden`))).toMatch(
      /"\/gone\/net.onnx" is not there.*--fetch gets it from http:\/\/127.0.0.1:\d+\/net.onnx\?…, which is done only where it is asked for/,
    );
    expect(await refusal(gone('hf:o/r@main/net.onnx'))).toMatch(
      /--fetch gets it from hf:o\/r@main\/net.onnx \(127.0.0.1:\d+\)/,
    );
    expect(asked).toEqual([]);
  });

  test('is fetched where that is asked for, but from no address of the own network', async () => {
    expect(await refusal(gone(`${origin}/net.onnx`), { fetch: true })).toMatch(
      /is an address of this machine or its own network, which a file may not name: give it yourself/,
    );
    for (const source of [
      'http://169.254.169.254/x.onnx',
      'http://[::ffff:7f00:1]/x.onnx',
      'http://2130706433/',
    ])
      expect(await refusal(gone(source), { fetch: true })).toMatch(/own network/);
    expect(asked).toEqual([]);
    process.env.FACCENT_PRIVATE_HOSTS = 'nas.corp,127.0.0.1';
    expect((await read(gone(`${origin}/net.onnx`), { fetch: true })).model.layers.length).toBeGreaterThan(0);
    expect(asked).toEqual(['/net.onnx']);
    // and what is in the cache needs no asking
    delete process.env.FACCENT_PRIVATE_HOSTS;
    await read(gone(`${origin}/net.onnx`));
    expect(asked).toEqual(['/net.onnx']);
    // unless it is not what came
    const [kept] = await cachedAddresses();
    truncateSync(kept!.file, 100);
    expect(await refusal(gone(`${origin}/net.onnx`))).toMatch(
      /net\.onnx" has 100 bytes and should have \d+: it was damaged.*here --fetch allows it/,
    );
    expect(asked).toEqual(['/net.onnx']);
  });

  test('is what a person gives', async () => {
    await read(gone('hf:o/r'), { model: `${origin}/mine.onnx` });
    expect(asked).toEqual(['/mine.onnx']);
    await read(gone('hf:o/r'), { model: tinyModel });
  });

  test.each([
    'file:///etc/passwd',
    '/etc/passwd',
    '../../etc/passwd',
    'ftp://a.example/x',
    'efficientnet-lite0',
  ])('is not looked for at %s', async (source) => {
    expect(await refusal(gone(source), { fetch: true })).toMatch(/is not there: put it back/);
  });
});

describe('files that a recipe names', () => {
  const SECRET = '<svg xmlns="the secret"><text>&the secret;</text>';
  const named = (name: string): RunRequest[] => [
    recipe({ model: { path: name } }),
    recipe({ photo: { path: name, sha256: sha256('x'), background: null } }),
    recipe({ encoder: { path: name, sha256: sha256('x') } }),
    recipe({
      photo: { path: photo, sha256: sha256(readFileSync(photo)), background: null },
      settings: { size: [32, 32], mask: { path: name, sha256: sha256('x') } },
    }),
  ];

  test('are not read for what they are unless their hash is right', async () => {
    writeFileSync(at('secret'), SECRET);
    for (const request of named(at('secret'))) {
      const message = await refusal(request);
      expect(message).toMatch(/is not the one that the recipe was made with/);
      expect(message).not.toMatch(/svg|the secret/);
      expect(message).not.toContain(sha256(SECRET).slice(0, 12));
    }
  });

  test.each([
    '/dev/zero',
    '/dev/stdin',
    '/proc/self/environ',
    '/etc',
    '\\\\host\\share\\x',
    '//host/share/x',
    'a\0b',
  ])('are not devices, folders, or on other machines: %j', async (name) => {
    for (const request of named(name))
      expect(await refusal(request)).toMatch(/is not there|is not the one that the recipe was made with/);
  });

  test('are found beside the recipe by their names', async () => {
    copyFileSync(photo, at('recipe/boats.jpg'));
    for (const name of ['/gone/boats.jpg', 'C:\\photos\\boats.jpg', '\\\\host\\share\\boats.jpg']) {
      const request = recipe({
        photo: { path: name, sha256: sha256(readFileSync(photo)), background: null },
      });
      expect((await read(request)).photo?.size).toEqual([32, 32]);
    }
  });

  test('labels of its description are labels, and no file', async () => {
    writeFileSync(at('secret'), SECRET);
    const described = { size: [32, 32], range: [0, 1], labels: at('secret') };
    expect(await refusal(recipe({ model: { description: described } }))).toMatch(/labels.* a list of text/);
  });
});

describe('tensors that a stranger’s checkpoint says are to be saved', () => {
  test('are written over nothing but tensors of ours', async () => {
    const dims = [1, 2, 2];
    const data = new Float32Array(4);
    writeFileSync(at('mine.safetensors'), 'not ours');
    writeFileSync(
      at('ours.safetensors'),
      formatSafetensors(new Map([['image', { dims, data }]]), { made_by: 'faccent' }),
    );
    writeFileSync(at('ours-image.npy'), formatNpy(dims, data));
    writeFileSync(at('mine-opacity.npy'), 'not ours');
    for (const name of ['new.safetensors', 'new.npy', 'ours.safetensors', 'ours.npy'])
      await checkKeptTensors(at(name));
    for (const name of ['mine.safetensors', 'mine.npy'])
      await expect(checkKeptTensors(at(name))).rejects.toThrow(/is something else: move it away/);
    await expect(checkKeptTensors(at('.bashrc'))).rejects.toThrow(/should end in/);
    expect(existsSync(at('.bashrc'))).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('the folder of a stranger’s run', () => {
  test.each(['run.json', 'checkpoint-000001.safetensors'])(
    'with a pipe or a device as its %s',
    async (name) => {
      for (const kind of ['pipe', 'device']) {
        const folder = at(`${kind}-${name}`);
        mkdirSync(placeOf(folder), { recursive: true });
        if (kind === 'pipe') execFileSync('mkfifo', [`${placeOf(folder)}/${name}`]);
        else symlinkSync('/dev/zero', `${placeOf(folder)}/${name}`);
        await expect(Store.open(folder)).rejects.toThrow(/start the run again/);
      }
    },
  );
});
