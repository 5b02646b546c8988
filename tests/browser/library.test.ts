// In a page, photographs, masks and models are read by the same lines as in Node.js, and become the same.
/// <reference lib="dom" />
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageFromBytes, imageToBytes, loadModel, readMask, readPhotograph } from 'faccent';
import { type Browser, type Page, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SHIPPED } from '../../packages/faccent/src/models/shipped.js';
import { buildPage } from './build.js';
import { FLAGS, findChromium } from '../../studies/common/chromium.js';
import type { Read } from './page/library.js';
import { type Served, serve } from './server.js';

const executable = findChromium();
const root = fileURLToPath(new URL('../../', import.meta.url));
const mini = path.join(root, 'tests/fixtures/mini-inception/model.onnx');
const kinds = path.join(root, 'packages/faccent/src/fixtures/photographs');
const boats = path.join(root, 'examples/photos/nagasaki-boats.jpg');
const hash = (algorithm: string, data: Buffer | string): string =>
  createHash(algorithm).update(data).digest('hex');

/** What a page has read, its values as bytes. */
const withBytes = ({ bytes, ...known }: Read) => ({ known, bytes: bytes.split(',').map(Number) });

/** The largest difference of bytes, and the mean one. */
function differences(a: readonly number[], b: Float32Array): { largest: number; mean: number } {
  expect(a.length).toBe(b.length);
  let [largest, sum] = [0, 0];
  for (const [i, byte] of a.entries()) {
    const difference = Math.abs(byte - Math.round(255 * b[i]!));
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return { largest, mean: sum / a.length };
}

/** Serves one file to pages of every origin. */
async function serveToAll(file: string): Promise<Served> {
  const server = createServer((_, response) => {
    readFile(file).then(
      (bytes) => response.writeHead(200, { 'access-control-allow-origin': '*' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

describe.skipIf(!executable)('in Chromium', () => {
  let folder: string;
  let pictures: string;
  let served: Served;
  /** Where the Hub's large files are: elsewhere. */
  let contents: Served;
  let browser: Browser;
  let page: Page;
  const at = (name: string): string => path.join(pictures, name);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faccent-library-'));
    pictures = await mkdtemp(path.join(tmpdir(), 'faccent-pictures-'));
    const halves = sharp({ create: { width: 40, height: 20, channels: 3, background: '#000' } }).composite([
      { input: { create: { width: 20, height: 20, channels: 3, background: '#fff' } }, left: 0, top: 0 },
    ]);
    await halves.clone().png().toFile(at('halves.png'));
    await halves.clone().withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toFile(at('turned.jpg'));
    await sharp({
      create: { width: 16, height: 16, channels: 4, background: { r: 10, g: 20, b: 30, alpha: 1 } },
    })
      .png()
      .toFile(at('plain.png'));
    await writeFile(at('text.png'), 'no picture');
    await buildPage('library.html', folder);
    const names = ['halves.png', 'turned.jpg', 'plain.png', 'text.png'];
    const files = Object.fromEntries<string>([
      ...names.map((name): [string, string] => [`/${name}`, at(name)]),
      ...readdirSync(kinds).map((name): [string, string] => [`/kinds/${name}`, path.join(kinds, name)]),
    ]);
    served = await serve(
      folder,
      { ...files, '/boats.jpg': boats, '/own/net.onnx': mini },
      { isolated: false },
    );
    contents = await serveToAll(mini);
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  });

  /** A page with caches of its own. */
  async function open(): Promise<void> {
    page = await (await browser.newContext()).newPage();
    await page.goto(`${served.url}library.html`);
  }

  afterAll(async () => {
    await browser?.close();
    served?.close();
    contents?.close();
    for (const made of [folder, pictures]) if (made) await rm(made, { recursive: true });
  });

  describe('a photograph', () => {
    beforeAll(open);

    // Measured: a mean of 1.0 to 1.5 of 255, 37 at edges: each resizes in its own way.
    test('is cropped and made smaller as in Node.js', async () => {
      for (const options of [{ size: 512 }, { size: [300, 700] }, { size: 512, aspect: 'keep' }] as const) {
        const here = await page.evaluate((o) => readHere('/boats.jpg', 'address', o), options);
        const { data, ...known } = await readPhotograph(boats, options);
        expect(here).toMatchObject({ ...known, path: '/boats.jpg' });
        const { mean, largest } = differences(withBytes(here).bytes, data);
        expect(mean).toBeLessThan(2);
        expect(largest).toBeLessThan(60);
      }
    });

    test('is turned as its file says', async () => {
      const turned = await page.evaluate(() => readHere('/turned.jpg', 'address', { size: [40, 20] }));
      expect(turned.original).toEqual([40, 20]);
      const { bytes } = withBytes(turned);
      expect(bytes[3 * 20 + 10]).toBeGreaterThan(240);
      expect(bytes[36 * 20 + 10]).toBeLessThan(15);
    });

    test.each(['address', 'blob', 'file', 'bytes', 'bitmap', 'image'] as const)(
      'is read from what a page has: %s',
      async (how) => {
        const { bytes, known } = withBytes(
          await page.evaluate((h) => readHere('/plain.png', h, { size: 16 }), how),
        );
        expect(bytes).toEqual([10, 20, 30].flatMap((v) => Array<number>(256).fill(v)));
        const isFile = how !== 'bitmap' && how !== 'image';
        expect(known).toEqual({
          ...{ size: [16, 16], original: [16, 16] },
          path: how === 'address' ? '/plain.png' : how === 'file' ? 'mine.png' : undefined,
          sha256: isFile ? hash('sha256', await readFile(at('plain.png'))) : undefined,
          background: '#ffffff',
          transparent: false,
        });
      },
    );

    // Measured: at most 1 of 255 in a picture's own size, 3 where alpha and a profile meet. Left out is what Chromium shows
    // in its own way: CMYK by a profile (up to 32), AVIF of 8 bits with alpha (up to 16).
    test.each([
      ...['rgb8.png', 'rgba8.png', 'grey-alpha16.png', 'rgb8-trns.png', 'palette-trns.png', 'rgba.webp'],
      ...[
        'animated.gif',
        'animated.webp',
        'animated.png',
        'rgb10.avif',
        'cmyk.jpg',
        'turned.png',
        'rgb16.png',
      ],
      ...['rgb8-p3.png', 'rgba16-p3.png', 'rgb16-adobe.png', 'rgb16-prophoto.png', 'rgb8-gamma1.png'],
      ...['rgb16-cicp-p3.png', 'rgb10-p3.avif', 'grey-dot-gain.jpg', 'turned-adobe.jpg'],
    ])('of any kind is seen as in Node.js, on a colour where it is transparent: %s', async (name) => {
      for (const background of ['white', '#1e90ff'])
        for (const size of [
          [24, 30],
          [16, 20],
        ] as const) {
          const here = await page.evaluate(([file, options]) => readHere(file, 'address', options), [
            `/kinds/${name}`,
            { size, background },
          ] as const);
          const { data } = await readPhotograph(path.join(kinds, name), { size, background });
          const { mean, largest } = differences(withBytes(here).bytes, data);
          const own = size[0] === 24;
          expect(largest).toBeLessThanOrEqual(own ? 3 : 32);
          expect(mean).toBeLessThan(own ? 0.6 : 1.8);
        }
    });

    test('its mask is laid over it as in Node.js', async () => {
      const here = await page.evaluate(() => maskHere('/halves.png', '/halves.png'));
      const photo = await readPhotograph(at('halves.png'), { size: 16 });
      const { values } = await readMask(at('halves.png'), photo);
      // but where white and black meet
      const inside = (_: number, i: number): boolean => Math.abs((i % 16) - 7.5) > 1;
      expect(here.filter(inside)).toEqual([...values].filter(inside));
    });

    test('becomes a PNG with the very values, and a download', async () => {
      const bytes = imageFromBytes([10, 20, 30], [1, 1], 3);
      const png = Buffer.from(await page.evaluate(() => encodeHere('/plain.png', 0.1)));
      const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
      expect([...data.subarray(0, 4)]).toEqual([...imageToBytes(bytes, Float32Array.of(0.1))]);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.evaluate(() => saveHere('/plain.png', 'out/mine.png')),
      ]);
      expect(download.suggestedFilename()).toBe('mine.png');
      expect((await sharp(await download.path()).metadata()).width).toBe(16);
    });

    test('that is none is refused by its name', async () => {
      const failure = (name: string) => page.evaluate((s) => failureOf('picture', s), name);
      expect(await failure('/text.png')).toMatch(/^FaccentError: cannot read "\/text.png" as an image: /);
      expect(await failure('/gone.png')).toBe('FaccentError: cannot read "/gone.png": HTTP 404');
    });
  });

  describe('a model', () => {
    beforeEach(open);

    test.each(SHIPPED)(
      '$name ships: it is beside the scripts, is the one of Node.js, and comes without the other',
      async ({ name, sha256 }) => {
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        const { description, origin, layers, progress } = await page.evaluate((n) => loadHere(n), name);
        const model = await loadModel(name);
        expect(description).toEqual(JSON.parse(JSON.stringify(model.description)));
        expect(origin).toEqual({ source: name, sha256, sources: model.sources });
        expect(layers).toBe(model.layers.length);
        expect(progress).toEqual([]);
        expect(asked.filter((url) => url.endsWith('.onnx'))).toHaveLength(1);
      },
    );

    test('that is not named is the first of them', async () => {
      const { origin } = await page.evaluate(() => loadHere());
      expect(origin).toMatchObject({ source: SHIPPED[0].name, sha256: SHIPPED[0].sha256 });
    });

    test('that ships no longer is refused with where it is', async () => {
      expect(await page.evaluate(() => failureOf('model', 'mini-inception'))).toMatch(
        /^FaccentError: "mini-inception" ships no longer: .*tests\/fixtures\/mini-inception/,
      );
    });

    test('is read by a relative address, and from a Blob', async () => {
      const options = { size: [128, 128], range: [-2, 2] } as const;
      const byAddress = await page.evaluate((o) => loadHere('own/net.onnx', o), options);
      expect(byAddress.origin).toMatchObject({ source: `${served.url}own/net.onnx` });
      const byBlob = await page.evaluate((o) => loadBytesHere('/own/net.onnx', o), options);
      expect(byBlob.origin).toMatchObject({ source: 'bytes' });
      for (const { description } of [byAddress, byBlob]) expect(description).toMatchObject(options);
    });

    test('that is not there is refused', async () => {
      const failure = (name: string) => page.evaluate((s) => failureOf('model', s), name);
      expect(await failure('/gone.onnx')).toMatch(
        /^FaccentError: cannot read the model ".*gone.onnx": HTTP 404/,
      );
      expect(await failure('efficientnet-lite-0')).toMatch(/closest names are efficientnet-lite0,/);
      expect(await failure('file:///x.onnx')).toMatch(/a page reads no files of the machine/);
    });

    /** Answers in the Hub's place, with a redirection for the large file. */
    async function answerAsHub(damaged = false): Promise<string[]> {
      const asked: string[] = [];
      const network = await readFile(mini);
      const preprocessor = JSON.stringify({
        ...{ size: 224, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] },
      });
      const commit = 'c0ffee'.padEnd(40, '0');
      const listing = [
        {
          ...{ type: 'file', path: 'onnx/model.onnx', size: network.length, oid: 'f'.repeat(40) },
          lfs: { oid: hash('sha256', network), size: network.length },
        },
        {
          ...{ type: 'file', path: 'preprocessor_config.json', size: preprocessor.length },
          oid: hash('sha1', `blob ${preprocessor.length}\0${preprocessor}`),
        },
      ];
      const answers: Record<string, string | Buffer> = {
        '/api/models/o/r/revision/main': JSON.stringify({ sha: commit }),
        [`/api/models/o/r/tree/${commit}`]: JSON.stringify(listing),
        [`/o/r/resolve/${commit}/preprocessor_config.json`]: damaged
          ? preprocessor.replace('224', '225')
          : preprocessor,
      };
      const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
      await page.context().route('https://huggingface.co/**', async (route) => {
        const { pathname } = new URL(route.request().url());
        asked.push(pathname);
        const body = answers[pathname];
        if (pathname.endsWith('/model.onnx'))
          return route.fulfill({ status: 302, headers: { ...headers, location: contents.url } });
        return route.fulfill(body === undefined ? { status: 404, headers } : { body, headers });
      });
      return asked;
    }

    test('of the Hub is fetched once, and is there without the network', async () => {
      const asked = await answerAsHub();
      const first = await page.evaluate(() => loadHere('hf:o/r'));
      const commit = 'c0ffee'.padEnd(40, '0');
      expect(first).toMatchObject({
        description: { size: [224, 224], mean: [0.5, 0.5, 0.5] },
        origin: { source: `hf:o/r@${commit}/onnx/model.onnx` },
        progress: ['onnx/model.onnx', 'preprocessor_config.json'],
      });
      expect(asked).toContain(`/o/r/resolve/${commit}/onnx/model.onnx`);
      expect(await page.evaluate(() => keptHere())).toContain(
        `https://huggingface.co/o/r/resolve/${commit}/onnx/model.onnx`,
      );
      asked.length = 0;
      await page.reload();
      expect(await page.evaluate(() => loadHere('hf:o/r', { offline: true }))).toEqual({
        ...first,
        progress: [],
      });
      expect(asked).toEqual([]);
    });

    test('of the Hub that came damaged is refused', async () => {
      await answerAsHub(true);
      expect(await page.evaluate(() => failureOf('model', 'hf:o/r'))).toMatch(
        /has the hash .* but its source states/,
      );
    });

    test('of the Hub that is forbidden to be asked is missed', async () => {
      const failure = page.evaluate(() => loadHere('hf:o/r', { offline: true }));
      await expect(failure).rejects.toThrow(
        /hf:o\/r is not in the cache, and .*efficientnet-lite0-robust comes with the page/,
      );
    });
  });
});
