import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Network } from 'faccent';
import { loadModel } from './load.js';
import { temporaryFolder } from '../cli/testing/folder.js';
import { HubServer } from '../cli/testing/hub-server.js';
import { cachedFiles } from './cache.js';
import { addModel, listModels, removeModel, showModel } from '../cli/models/commands.js';
import { type ResolveOptions, EMBEDDED, resolveModel } from './resolve.js';

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
/** Bytes that differ everywhere, so that a wrong splice shows. */
const bytes = (count: number, seed = 1): Buffer =>
  Buffer.from(Uint8Array.from({ length: count }, (_, i) => (i * 31 + (i >> 8) * 17 + seed * 101) & 255));

const WEIGHTS = bytes(200_000);
const PREPROCESSOR = JSON.stringify({
  size: { shortest_edge: 224 },
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
});
const CONFIG = JSON.stringify({ id2label: { 0: 'tench', 1: 'goldfish' } });
const REPOSITORY = {
  files: {
    'onnx/model.onnx': WEIGHTS,
    'preprocessor_config.json': PREPROCESSOR,
    'config.json': CONFIG,
    'README.md': '#',
  },
};

const work = temporaryFolder('models');
let hub: HubServer;
let folder: string;
const environment = { ...process.env };

beforeAll(async () => {
  hub = await HubServer.start();
});
afterAll(() => hub.stop());

beforeEach(() => {
  folder = mkdtempSync(path.join(work, 'test-'));
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_HUB_OFFLINE', 'FACCENT_OFFLINE'])
    delete process.env[name];
  process.env.HF_ENDPOINT = hub.endpoint;
  process.env.FACCENT_CACHE = path.join(folder, 'cache');
  process.env.FACCENT_CONFIG = path.join(folder, 'config');
  hub.repositories.clear();
  hub.repositories.set('o/r', REPOSITORY);
  hub.plain.clear();
  hub.faults.length = hub.apiFaults.length = hub.seen.length = 0;
  hub.listedToo = [];
});
afterEach(() => {
  process.env = { ...environment };
});

const resolve = (text: string, options: ResolveOptions = {}): ReturnType<typeof resolveModel> =>
  resolveModel(text, { retryDelay: 5, idleTimeout: 2000, ...options });

/** Files of the cache that are not a whole download and its note. */
const leftovers = (): string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.part|\.tmp/.test(name));
const wholeFiles = async (): Promise<string[]> =>
  (await cachedFiles(folder)).map((f) => path.basename(f.file));

describe('a model of the Hub', () => {
  test('is fetched with what describes it, and not a second time', async () => {
    const heard: [string, number, number | undefined][] = [];
    const model = await resolve('hf:o/r', { progress: (...args) => heard.push(args) });
    expect(readFileSync(model.modelPath)).toEqual(WEIGHTS);
    expect(model.source).toBe(`hf:o/r@${hub.commit}/onnx/model.onnx`);
    expect(model.description).toEqual({
      size: [224, 224],
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      labels: ['tench', 'goldfish'],
    });
    expect(model.assumed).toContain('input size 224 × 224 from preprocessor_config.json');
    expect(model.assumed).toContain('2 labels from config.json');
    expect(heard.at(-1)![1]).toBeGreaterThan(0);
    expect(heard.filter(([f]) => f === 'onnx/model.onnx').at(-1)).toEqual([
      'onnx/model.onnx',
      WEIGHTS.length,
      WEIGHTS.length,
    ]);
    expect(leftovers()).toEqual([]);

    hub.seen.length = 0;
    const again = await resolve('hf:o/r', { offline: true });
    expect(again).toMatchObject({ modelPath: model.modelPath, source: model.source });
    expect(hub.seen).toEqual([]);
  });

  test('at a revision, by a file, and by the address of its page', async () => {
    for (const text of ['hf:o/r@v1/onnx/model.onnx', `${hub.endpoint}/o/r/blob/v1/onnx/model.onnx`])
      expect((await resolve(text)).modelPath).toMatch(/o.r.v1.onnx.model\.onnx$/);
    expect((await resolve('hf:o/r@refs%2Fpr%2F1')).modelPath).toContain('refs%2Fpr%2F1');
  });

  test('brings its external data', async () => {
    hub.repositories.set('o/big', {
      files: {
        'onnx/model.onnx': bytes(100),
        'onnx/model.onnx_data': bytes(5000),
        'onnx/model_fp16.onnx_data': bytes(10),
      },
    });
    await resolve('hf:o/big');
    expect(await wholeFiles()).toEqual(['model.onnx', 'model.onnx_data']);
  });

  test('model.json in the repository goes first, with its labels', async () => {
    hub.repositories.set('o/own', {
      files: {
        'model.onnx': WEIGHTS,
        'model.json': JSON.stringify({ size: [64, 64], range: [-1, 1], labels: 'names.txt' }),
        'names.txt': 'cat\ndog\n',
        'preprocessor_config.json': PREPROCESSOR,
      },
    });
    const { description } = await resolve('hf:o/own');
    expect(description).toEqual({ size: [64, 64], range: [-1, 1], labels: ['cat', 'dog'] });
  });

  test('what the graph says fills the rest', async () => {
    const { withNetwork } = await resolve('mini-inception');
    const network = Network.open(readFileSync(path.join(EMBEDDED, 'model.onnx')));
    network.graph.metadata
      .set('Image.BitmapPixelFormat', 'Bgr8')
      .set('Image.NominalPixelRange', 'NominalRange_0_255');
    expect(withNetwork(network)).toMatchObject({
      description: { size: [128, 128], range: [-2, 2] },
      assumed: [],
    });
    hub.plain.set('bare.onnx', bytes(100));
    const bare = await resolve(`${hub.contents}/plain/bare.onnx`, { given: { size: [96, 96] } });
    expect(bare.withNetwork(network)).toEqual({
      description: { size: [96, 96], range: [0, 255], channelOrder: 'BGR' },
      assumed: [
        "channel order BGR from the model's metadata",
        "input range 0 to 255 from the model's metadata",
      ],
    });
  });

  test('several models: they are listed', async () => {
    hub.repositories.set('o/two', { files: { 'a.onnx': WEIGHTS, 'b.onnx': WEIGHTS } });
    await expect(resolve('hf:o/two')).rejects.toThrow(
      /2 models; say which: hf:o\/two\/a.onnx, hf:o\/two\/b.onnx/,
    );
    hub.repositories.set('o/one', { files: { 'x/only.onnx': WEIGHTS } });
    expect((await resolve('hf:o/one')).modelPath).toMatch(/x.only\.onnx$/);
    hub.repositories.set('o/none', { files: { 'README.md': '' } });
    await expect(resolve('hf:o/none')).rejects.toThrow(/has no .onnx file/);
    await expect(resolve('hf:o/r/gone.onnx')).rejects.toThrow(
      /no file "gone.onnx"; its models are hf:o\/r\/onnx\/model.onnx/,
    );
    await expect(resolve('hf:o/r@gone')).rejects.toThrow(/o\/r at gone .* does not exist \(HTTP 404\)/);
  });

  test('a private one needs a token, which goes to the Hub alone', async () => {
    hub.repositories.set('o/private', { ...REPOSITORY, token: 'hf_secret' });
    await expect(resolve('hf:o/private')).rejects.toThrow(/does not exist or is private .* set HF_TOKEN/);
    process.env.HF_TOKEN = 'hf_wrong';
    await expect(resolve('hf:o/private')).rejects.toThrow(/token was refused/);
    delete process.env.HF_TOKEN;
    process.env.HUGGING_FACE_HUB_TOKEN = 'hf_secret';
    await resolve('hf:o/private');
    expect(hub.fetches.length).toBeGreaterThan(0);
    for (const { headers } of hub.fetches) expect(headers.authorization).toBeUndefined();
    hub.repositories.set('o/gated', { ...REPOSITORY, gated: true });
    await expect(resolve('hf:o/gated')).rejects.toThrow(/HTTP 403.*accept its conditions/);
  });

  test('names in a listing that lead out of the folder are refused', async () => {
    hub.repositories.set('o/evil', { files: { 'README.md': '' } });
    for (const name of ['../../../evil.onnx', '/tmp/evil.onnx', 'a\\..\\evil.onnx', 'evil\0.onnx']) {
      hub.listedToo = [name];
      await expect(resolve('hf:o/evil')).rejects.toThrow(/refused/);
    }
    hub.repositories.set('o/labels', {
      files: {
        'model.onnx': WEIGHTS,
        'model.json': JSON.stringify({ labels: '../../../../../../etc/passwd' }),
      },
    });
    hub.listedToo = [];
    await expect(resolve('hf:o/labels')).rejects.toThrow(/refused/);
  });

  test('its settings may not be absurdly long', async () => {
    hub.repositories.set('o/long', {
      files: { 'model.onnx': WEIGHTS, 'config.json': Buffer.alloc(17 * 2 ** 20, 32) },
    });
    await expect(resolve('hf:o/long')).rejects.toThrow(/faccent reads at most/);
  });
});

describe('trouble on the way', () => {
  test('a busy server is asked again', async () => {
    hub.apiFaults.push(503, 429);
    hub.faults.push({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } });
    expect(readFileSync((await resolve('hf:o/r')).modelPath)).toEqual(WEIGHTS);
  });

  test('but not for ever, and not when it asks for an hour', async () => {
    hub.apiFaults.push(503, 503, 503, 503, 503);
    await expect(resolve('hf:o/r')).rejects.toThrow(/has trouble \(HTTP 503\), after 4 attempts/);
    expect(hub.apiFaults).toHaveLength(1);
    hub.apiFaults.length = 0;
    hub.faults.push({ status: 429, headers: { 'retry-after': '3600' } });
    await expect(resolve('hf:o/r')).rejects.toThrow(/asks us to wait 3600 s/);
  });

  test('a broken transfer goes on where it stopped', async () => {
    hub.faults.push({ cutAfter: 70_000 }, { cutAfter: 50_000 });
    const { modelPath } = await resolve('hf:o/r');
    expect(readFileSync(modelPath)).toEqual(WEIGHTS);
    const ranges = hub.fetches.map((f) => f.headers.range);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((r) => /^bytes=[1-9]\d+-$/.test(r!))).toBe(true);
    expect(hub.fetches[1]!.headers['if-range']).toMatch(/^"/);
  });

  test('a body that ends early is not taken for whole', async () => {
    hub.faults.push({ endAfter: 1000 });
    expect(readFileSync((await resolve('hf:o/r')).modelPath)).toEqual(WEIGHTS);
  });

  test('a wrong hash: nothing is kept', async () => {
    hub.faults.push({ contents: bytes(WEIGHTS.length, 2) });
    await expect(resolve('hf:o/r')).rejects.toThrow(
      /has the SHA-256 .* but its source states .* deleted; try again/,
    );
    expect(await wholeFiles()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  test('a wrong length is not believed', async () => {
    hub.faults.push(...Array.from({ length: 4 }, () => ({ contents: bytes(10) })));
    await expect(resolve('hf:o/r')).rejects.toThrow(/after 4 attempts/);
    expect(await wholeFiles()).toEqual([]);
  });

  test('cancelled: no whole file, and the next attempt goes on', async () => {
    hub.faults.push({ stallAfter: 80_000 });
    const controller = new AbortController();
    const cancelled = resolve('hf:o/r', {
      signal: controller.signal,
      progress: (_, done) => done >= 80_000 && controller.abort(new Error('enough')),
    });
    await expect(cancelled).rejects.toThrow(/enough/);
    expect(await wholeFiles()).toEqual([]);
    expect(leftovers()).toHaveLength(2);
    hub.seen.length = 0;
    expect(readFileSync((await resolve('hf:o/r')).modelPath)).toEqual(WEIGHTS);
    expect(hub.fetches[0]!.headers.range).toBe('bytes=80000-');
    expect(leftovers()).toEqual([]);
  });

  test('a server that falls silent is left', async () => {
    hub.faults.push({ stallAfter: 1000 });
    const { modelPath } = await resolve('hf:o/r', { idleTimeout: 100 });
    expect(readFileSync(modelPath)).toEqual(WEIGHTS);
  });

  test('two at once do not spoil the file', async () => {
    hub.faults.push({ cutAfter: 50_000 }, { cutAfter: 10_000 });
    const models = await Promise.all(Array.from({ length: 4 }, () => resolve('hf:o/r')));
    for (const { modelPath } of models) expect(readFileSync(modelPath)).toEqual(WEIGHTS);
    expect(leftovers()).toEqual([]);
  });

  test('a part that a dead process left is taken on; a live one’s is left alone', async () => {
    hub.faults.push({ cutAfter: 60_000 }, { status: 404 });
    await expect(resolve('hf:o/r')).rejects.toThrow(/404/);
    const [part] = leftovers().filter((f) => f.endsWith('.part'));
    const move = (pid: number): void => {
      for (const end of ['', '.json'])
        writeFileSync(
          path.join(folder, part!.replace(`.${process.pid}-`, `.${pid}-`) + end),
          readFileSync(path.join(folder, part! + end)),
        );
    };
    move(2 ** 22 + 1);
    move(process.ppid);
    for (const end of ['', '.json']) rmSync(path.join(folder, part! + end));
    hub.seen.length = 0;
    expect(readFileSync((await resolve('hf:o/r')).modelPath)).toEqual(WEIGHTS);
    expect(hub.fetches[0]!.headers.range).toMatch(/^bytes=[1-9]/);
    expect(leftovers().every((f) => f.includes(`.${process.ppid}-`))).toBe(true);
  });

  test('offline with nothing in the cache: what to do', async () => {
    process.env.HF_HUB_OFFLINE = '1';
    await expect(resolve('hf:o/r')).rejects.toThrow(
      /^hf:o\/r is not in the cache, and .*HF_HUB_OFFLINE forbids the network: .*copy the folder .*mini-inception/,
    );
    expect(hub.seen).toEqual([]);
    delete process.env.HF_HUB_OFFLINE;
    process.env.HF_ENDPOINT = 'http://127.0.0.1:9';
    await expect(resolve('hf:o/r')).rejects.toThrow(
      /^127.0.0.1:9 cannot be reached .*after 4 attempts: without a network, copy/,
    );
  });

  test('a cache that cannot be written to', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    await expect(resolve('hf:o/r', { cacheDir: path.join(folder, 'file', 'cache') })).rejects.toThrow(
      /cannot write to the cache .* a file, not a folder; .*FACCENT_CACHE/,
    );
    if (process.getuid?.() === 0) return;
    const locked = path.join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    await expect(resolve('hf:o/r', { cacheDir: locked })).rejects.toThrow(
      /permission denied; .*FACCENT_CACHE/,
    );
  });

  test('a full disk: said before anything is fetched', async () => {
    hub.plain.set('huge.onnx', bytes(10));
    const send: typeof fetch = () =>
      Promise.resolve(new Response('x', { headers: { 'content-length': String(2 ** 52), etag: '"x"' } }));
    await expect(resolve(`${hub.contents}/plain/huge.onnx`, { fetch: send })).rejects.toThrow(
      /the disk is full; make room \(\d+ MB are missing\), or set FACCENT_CACHE/,
    );
    expect(leftovers()).toEqual([]);
  });
});

describe('a model at an address', () => {
  const address = (name = 'net.onnx'): string => `${hub.contents}/plain/${name}`;

  test('is fetched once', async () => {
    hub.plain.set('net.onnx', WEIGHTS);
    const model = await resolve(`${address()}?a=1`, { given: { size: [32, 32], range: [0, 1] } });
    expect(model).toMatchObject({
      source: `${address()}?a=1`,
      description: { size: [32, 32], range: [0, 1] },
      assumed: ['channel order RGB, since nothing states another'],
    });
    expect(readFileSync(model.modelPath)).toEqual(WEIGHTS);
    hub.seen.length = 0;
    await resolve(`${address()}?a=1`, { offline: true });
    expect(hub.seen).toEqual([]);
    await expect(resolve(`${address()}?a=2`, { offline: true })).rejects.toThrow(/not in the cache/);
  });

  test('that changed meanwhile is fetched from its start', async () => {
    hub.plain.set('net.onnx', WEIGHTS);
    hub.faults.push({ cutAfter: 90_000 }, { status: 404 });
    await expect(resolve(address())).rejects.toThrow(/does not exist \(HTTP 404\)/);
    const changed = bytes(150_000, 3);
    hub.plain.set('net.onnx', changed);
    expect(readFileSync((await resolve(address())).modelPath)).toEqual(changed);
    // it asked to go on, and was given the new file
    expect(hub.fetches.at(-1)!.headers.range).toMatch(/^bytes=[1-9]/);
  });

  test('that shrank while it was fetched', async () => {
    hub.plain.set('net.onnx', WEIGHTS);
    const shorter = bytes(40_000, 4);
    hub.faults.push({ cutAfter: 90_000 }, { status: 416 });
    const model = resolve(address(), { progress: () => hub.plain.set('net.onnx', shorter) });
    expect(readFileSync((await model).modelPath)).toEqual(shorter);
  });

  test('may not send us round in circles, or down to a file', async () => {
    const to =
      (location: string): typeof fetch =>
      () =>
        Promise.resolve(new Response(null, { status: 302, headers: { location } }));
    await expect(resolve(address(), { fetch: to('/again') })).rejects.toThrow(/sends us on more than/);
    await expect(resolve(address(), { fetch: to('file:///etc/passwd') })).rejects.toThrow(/refused/);
    await expect(
      resolve('https://a.example/x.onnx', { fetch: to('http://b.example/x.onnx') }),
    ).rejects.toThrow(/refused/);
  });
});

describe('names', () => {
  const printed = async (run: () => Promise<void>): Promise<string> => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    await run().finally(() => log.mockRestore());
    // eslint-disable-next-line no-control-regex
    return lines.join('\n').replace(/\u001b\[\d+m/g, '');
  };

  test('the network that ships', async () => {
    const { description, assumed } = await resolve('mini-inception', { offline: true });
    expect(description).toMatchObject({ size: [128, 128], range: [-2, 2], regularize: 'mixed3a' });
    expect(description.labels).toHaveLength(101);
    expect(assumed).toEqual([]);
    expect((await resolve(EMBEDDED)).modelPath).toBe(path.join(EMBEDDED, 'model.onnx'));
  });

  test('of the catalogue, with labels of another repository', async () => {
    hub.repositories.set('onnxmodelzoo/mobilenetv2-12', { files: { 'mobilenetv2-12.onnx': WEIGHTS } });
    hub.repositories.set('Xenova/resnet-50', REPOSITORY);
    const { description, assumed } = await resolve('mobilenet-v2');
    expect(description.labels).toEqual(['tench', 'goldfish']);
    expect(assumed).toContain("input size 224 × 224 from the catalogue's entry mobilenet-v2");
    expect(assumed).toContain('2 labels from hf:Xenova/resnet-50/config.json');
  });

  test('without those labels it works all the same', async () => {
    hub.repositories.set('onnxmodelzoo/mobilenetv2-12', { files: { 'mobilenetv2-12.onnx': WEIGHTS } });
    const { description, assumed } = await resolve('mobilenet-v2');
    expect(description.labels).toBeUndefined();
    expect(assumed.join('\n')).toMatch(/no labels, since Xenova\/resnet-50/);
  });

  test('without them where what should hold them is damaged, too', async () => {
    hub.repositories.set('onnxmodelzoo/mobilenetv2-12', { files: { 'mobilenetv2-12.onnx': WEIGHTS } });
    hub.repositories.set('Xenova/resnet-50', { files: { 'config.json': '{' } });
    const { assumed } = await resolve('mobilenet-v2');
    expect(assumed.join('\n')).toMatch(/no labels, since ".*config.json" is not JSON/);
  });

  test('a model that is loaded by its name says what was assumed, and does without a layer that it has not', async () => {
    hub.repositories.set('Xenova/resnet-18', {
      files: { 'onnx/model.onnx': readFileSync(path.join(EMBEDDED, 'model.onnx')) },
    });
    const { model, source, assumed } = await loadModel('resnet-18', { quiet: true, range: [-2, 2] });
    expect(model.description).toMatchObject({ size: [224, 224], range: [-2, 2], regularize: undefined });
    expect(model.logits).toBe('logits');
    expect(source).toBe(`hf:Xenova/resnet-18@${hub.commit}/onnx/model.onnx`);
    expect(assumed.at(-1)).toMatch(/no regularized layer, since this file has no "resnet.encoder.stages.0"/);
  });

  test('misspelt, or written like a file', async () => {
    await expect(resolve('resnet-5')).rejects.toThrow(/closest names are resnet-50,/);
    await expect(resolve('Xenova/resnet-50')).rejects.toThrow(/is written hf:Xenova\/resnet-50/);
    await expect(resolve('gone.onnx')).rejects.toThrow(
      /cannot read the model "gone.onnx": there is no such file/,
    );
    await expect(resolve('some/gone.onnx')).rejects.toThrow(/there is no such file/);
  });

  test('one’s own: added, listed, shown, used and removed', async () => {
    expect(
      await printed(() => addModel('mine', 'hf:o/r', { inputSize: [96, 96], regularize: 'layer1' })),
    ).toMatch(/^mine now stands for hf:o\/r/);
    const { description } = await resolve('mine');
    expect(description).toMatchObject({ size: [96, 96], regularize: 'layer1', mean: [0.5, 0.5, 0.5] });
    expect(await printed(() => listModels({}))).toMatch(/ 200 kB {2}mine +hf:o\/r[^]*200 kB in /);
    expect(JSON.parse(await printed(() => listModels({ json: true })))).toMatchObject({
      cache: { files: { length: 3 } },
    });
    const shown = await printed(() => showModel('mine', {}));
    expect(shown).toMatch(/size +\[96,96\]/);
    expect(shown).toContain(`SHA-256 ${sha256(WEIGHTS)}; checked by SHA-256`);
    const removed = await printed(() => removeModel('mine'));
    expect(removed).toMatch(/deleted .*model\.onnx \(200 kB\)[^]*mine is no longer a name/);
    expect(await wholeFiles()).toEqual([]);
    await expect(resolve('mine')).rejects.toThrow(/neither a file nor a model's name/);
    await expect(printed(() => removeModel('mine'))).rejects.toThrow(/neither a file/);
  });

  test('that cannot be given or taken', async () => {
    await expect(addModel('resnet-50', 'hf:o/r', {})).rejects.toThrow(/name of the catalogue/);
    await expect(addModel('../x', 'hf:o/r', {})).rejects.toThrow(/cannot be a name/);
    await expect(addModel('x', 'nowhere', {})).rejects.toThrow(/there is no file "nowhere"/);
    await expect(removeModel('mini-inception')).rejects.toThrow(/deletes nothing but its own/);
    expect(await printed(() => removeModel('resnet-50'))).toMatch(/nothing of resnet-50 is in the cache/);
    const own = path.join(folder, 'net.onnx');
    writeFileSync(own, WEIGHTS);
    await printed(() => addModel('local', own, {}));
    expect(await printed(() => removeModel('local'))).toMatch(/no longer a name/);
    expect(readFileSync(own)).toEqual(WEIGHTS);
  });
});
