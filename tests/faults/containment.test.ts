// What a stranger's model may name: files of its own folder, whatever links, dots and devices lead elsewhere.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Model, loadModel } from 'faccent';
import { readModel, writeModel } from 'onnx-grad';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { tell } from './faults.js';

const tiny = fileURLToPath(new URL('../../packages/faccent/src/fixtures/tiny.onnx', import.meta.url));
const SECRET = 'root:x:0:0:the secret';

const top = mkdtempSync(path.join(tmpdir(), 'faccent-contained-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const work = path.join(top, 'work');
const at = (...names: string[]): string => path.join(work, ...names);
const labels = ['cat', 'dog', 'boat', 'tree', 'house', 'car', 'sea', 'sky', 'sun', 'moon'].join('\n');

beforeEach(() => {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(at('net/sub'), { recursive: true });
  mkdirSync(at('elsewhere'));
  copyFileSync(tiny, at('net/model.onnx'));
  for (const name of ['secret', 'elsewhere/secret', 'secret.bin']) writeFileSync(at(name), SECRET);
  writeFileSync(at('net/labels-of-it'), labels);
});

const describing = (description: object, file = 'net/model.json'): void =>
  writeFileSync(at(file), JSON.stringify({ range: [0, 1], ...description }));
const load = (file = 'net/model.onnx'): Promise<Model> => loadModel(at(file), { range: [0, 1] });

/** Expects one message, within seconds, that has nothing of what is elsewhere. */
async function refused(message: RegExp, file?: string): Promise<void> {
  const started = Date.now();
  const error = await load(file).then(
    () => undefined,
    (e: Error) => e,
  );
  expect(error?.message).toMatch(message);
  expect(['FaccentError', 'GraphError']).toContain(error!.name);
  expect(error!.message).not.toMatch(/root:x|the secret/);
  expect(Date.now() - started).toBeLessThan(10_000);
}

/** A model whose weights are said to be in a file of that name. */
function withWeights(location: string, file = 'net/model.onnx'): Buffer {
  const graph = readModel(readFileSync(tiny));
  let offset = 0;
  const weights: Buffer[] = [];
  const bytes = writeModel(graph, {
    stored: (data) => {
      weights.push(Buffer.from(data));
      offset += data.byteLength;
      return { location, offset: offset - data.byteLength };
    },
  });
  writeFileSync(at(file), bytes);
  return Buffer.concat(weights);
}

const NAMES = [
  ...[
    '../secret',
    '../../etc/passwd',
    '/etc/passwd',
    'sub/../../secret',
    './../secret',
    'a/b/../../../secret',
  ],
  ...['..\\secret', '\\\\host\\share\\x', 'C:\\x', 'c:secret', 'a\0b', '//etc/passwd', '', '.', '..'],
  ...['out', 'sub/out', 'linked/secret', 'loop', '/dev/zero', 'device', 'pipe', 'sub'],
];

/** Links that lead out of the folder, a loop, a device and a pipe. */
function traps(): void {
  symlinkSync('../secret', at('net/out'));
  symlinkSync(at('secret'), at('net/sub/out'));
  symlinkSync('../elsewhere', at('net/linked'));
  symlinkSync('loop', at('net/loop'));
  symlinkSync('/dev/zero', at('net/device'));
  execFileSync('mkfifo', [at('net/pipe')]);
}

describe.skipIf(process.platform === 'win32')('a file beside a model', () => {
  test.each(NAMES)('labels at %j', async (name) => {
    traps();
    describing({ labels: name });
    await refused(/refused|no such file|not UTF|cannot read|empty/);
  });

  test.each(NAMES)('weights at %j', async (name) => {
    traps();
    withWeights(name);
    await refused(/refused|no such file|cannot read|which is not given/);
  });

  test.each(NAMES.filter((name) => !['', '.', '..', 'sub'].includes(name)))(
    'labels of Custom Vision at %j',
    async (name) => {
      traps();
      writeFileSync(at('net/cvexport.manifest'), JSON.stringify({ LabelFileName: name }));
      await refused(/refused|cannot read/);
    },
  );

  test.each([
    ...['model.json', 'config.json', 'preprocessor_config.json', 'processor_config.json'],
    ...['labels.txt', 'classes.txt', 'metadata_properties.json', 'cvexport.manifest'],
  ])('%s that is a link out of the folder, a device, a pipe, or huge', async (name) => {
    for (const target of [at('secret'), '../elsewhere/secret', '/dev/zero', '/proc/self/environ']) {
      symlinkSync(target, at('net', name));
      await refused(/refused/);
      rmSync(at('net', name));
    }
    execFileSync('mkfifo', [at('net', name)]);
    await refused(/is a pipe, not a file: refused/);
    rmSync(at('net', name));
    writeFileSync(at('net', name), '');
    truncateSync(at('net', name), 2 ** 40);
    await refused(/has 1099511627776 bytes; faccent reads at most/);
  });

  test('addresses are not fetched', async () => {
    for (const name of [
      'https://example.org/labels.txt',
      'file:///etc/passwd',
      'ftp://me:hidden@a.example/x',
    ]) {
      describing({ labels: name });
      await refused(/names the address ".*only files beside it are read/);
      await expect(load()).rejects.not.toThrow(/hidden/);
    }
    tell({
      section: 'files',
      what: 'labels, settings and weights of a model that are outside its folder: dots, links, devices, pipes, addresses',
      tried: 3 * NAMES.length + 8 * 7,
      outcome: 'refused, nothing of them shown',
    });
  });

  test('weights that are huge, or a folder', async () => {
    withWeights('w.bin');
    writeFileSync(at('net/w.bin'), '');
    truncateSync(at('net/w.bin'), 2 ** 40);
    await refused(/cannot read|bytes/);
    rmSync(at('net/w.bin'));
    mkdirSync(at('net/w.bin'));
    await refused(/no such file|a folder/);
  });
});

describe.skipIf(process.platform === 'win32')('what is its own is read', () => {
  const classes = async (file?: string): Promise<string | undefined> =>
    (await load(file)).description.labels?.[0];

  test('beside it, in folders of it, and by links within', async () => {
    for (const name of ['labels-of-it', './labels-of-it', 'sub/../labels-of-it', 'within']) {
      if (name === 'within') symlinkSync('labels-of-it', at('net/within'));
      describing({ labels: name });
      expect(await classes()).toBe('cat');
    }
  });

  test('in a folder that is reached by a link', async () => {
    symlinkSync('net', at('alias'));
    describing({ labels: 'labels-of-it' });
    expect(await classes('alias/model.onnx')).toBe('cat');
    expect(await classes('alias')).toBe('cat');
  });

  test('where the model and its files are links to one place', async () => {
    mkdirSync(at('mine'));
    const weights = withWeights('model.onnx.data');
    writeFileSync(at('net/model.onnx.data'), weights);
    for (const name of ['model.onnx', 'model.onnx.data', 'labels-of-it'])
      symlinkSync(at('net', name), at('mine', name));
    describing({ labels: 'labels-of-it' }, 'mine/model.json');
    expect(await classes('mine/model.onnx')).toBe('cat');
    // but not to a third
    rmSync(at('mine/labels-of-it'));
    symlinkSync(at('secret'), at('mine/labels-of-it'));
    await refused(/refused/, 'mine/model.onnx');
  });

  test('in the cache of huggingface_hub, whose files are links', async () => {
    const [repository, commit] = ['cache/models--o--r', '1'.repeat(40)];
    const put = (name: string, data: Buffer | string): void => {
      const blob = `blob-of-${name.replaceAll('/', '-')}`;
      mkdirSync(at(repository, 'blobs'), { recursive: true });
      writeFileSync(at(repository, 'blobs', blob), data);
      const pointer = at(repository, 'snapshots', commit, name);
      mkdirSync(path.dirname(pointer), { recursive: true });
      symlinkSync(path.relative(path.dirname(pointer), at(repository, 'blobs', blob)), pointer);
    };
    const weights = withWeights('model.onnx_data');
    put('onnx/model.onnx', readFileSync(at('net/model.onnx')));
    put('onnx/model.onnx_data', weights);
    put('model.json', JSON.stringify({ range: [0, 1], labels: 'names.txt' }));
    put('names.txt', labels);
    const snapshot = path.join(repository, 'snapshots', commit);
    expect(await classes(path.join(snapshot, 'onnx/model.onnx'))).toBe('cat');
    expect(await classes(snapshot)).toBe('cat');
    // a file of one's own in the place of a pointer still has the others
    rmSync(at(snapshot, 'onnx/model.onnx'));
    copyFileSync(at('net/model.onnx'), at(snapshot, 'onnx/model.onnx'));
    expect(await classes(snapshot)).toBe('cat');
    rmSync(at(snapshot, 'names.txt'));
    symlinkSync(at('secret'), at(snapshot, 'names.txt'));
    await refused(/refused/, snapshot);
  });

  test('and the model itself is a file', async () => {
    rmSync(at('net/model.onnx'));
    execFileSync('mkfifo', [at('net/model.onnx')]);
    await refused(/is a pipe, not a file/);
    symlinkSync('/dev/zero', at('zero.onnx'));
    await refused(/is a device, not a file/, 'zero.onnx');
  });
});
