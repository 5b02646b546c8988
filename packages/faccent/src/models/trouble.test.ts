// Transfers that break off, lie or stall: nothing wrong is kept, and nothing right is fetched twice.
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { WEIGHTS, bytes, hubOfTests, sha256 } from './testing/hub.js';

const { at, hub, leftovers, resolve, wholeFiles } = hubOfTests();

describe('trouble on the way', () => {
  test('a busy server is asked again', async () => {
    hub.apiFaults.push(503, 429);
    hub.faults.push({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } });
    expect(sha256(readFileSync((await resolve('hf:o/r')).modelPath))).toBe(sha256(WEIGHTS));
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
    expect(sha256(readFileSync(modelPath))).toBe(sha256(WEIGHTS));
    const ranges = hub.fetches.map((f) => f.headers.range);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((r) => /^bytes=[1-9]\d+-$/.test(r!))).toBe(true);
    expect(hub.fetches[1]!.headers['if-range']).toMatch(/^"/);
  });

  test('a body that ends early is not taken for whole', async () => {
    hub.faults.push({ endAfter: 1000 });
    expect(sha256(readFileSync((await resolve('hf:o/r')).modelPath))).toBe(sha256(WEIGHTS));
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
      onProgress: ({ bytes }) => bytes >= 80_000 && controller.abort(new Error('enough')),
    });
    await expect(cancelled).rejects.toThrow(/enough/);
    expect(await wholeFiles()).toEqual([]);
    expect(leftovers()).toHaveLength(2);
    hub.seen.length = 0;
    expect(sha256(readFileSync((await resolve('hf:o/r')).modelPath))).toBe(sha256(WEIGHTS));
    expect(hub.fetches[0]!.headers.range).toBe('bytes=80000-');
    expect(leftovers()).toEqual([]);
  });

  test('a server that falls silent is left', async () => {
    hub.faults.push({ stallAfter: 1000 });
    const { modelPath } = await resolve('hf:o/r', { idleTimeout: 100 });
    expect(sha256(readFileSync(modelPath))).toBe(sha256(WEIGHTS));
  });

  test('two at once do not spoil the file', async () => {
    hub.faults.push({ cutAfter: 50_000 }, { cutAfter: 10_000 });
    const models = await Promise.all(Array.from({ length: 4 }, () => resolve('hf:o/r')));
    for (const { modelPath } of models) expect(sha256(readFileSync(modelPath))).toBe(sha256(WEIGHTS));
    expect(leftovers()).toEqual([]);
  });

  test('a part that a dead process left is taken on; a live one’s is left alone', async () => {
    hub.faults.push({ cutAfter: 60_000 }, { status: 404 });
    await expect(resolve('hf:o/r')).rejects.toThrow(/404/);
    const [part] = leftovers().filter((f) => f.endsWith('.part'));
    const move = (pid: number): void => {
      for (const end of ['', '.json'])
        writeFileSync(at(part!.replace(`.${process.pid}-`, `.${pid}-`) + end), readFileSync(at(part! + end)));
    };
    move(2 ** 22 + 1);
    move(process.ppid);
    for (const end of ['', '.json']) rmSync(at(part! + end));
    hub.seen.length = 0;
    expect(sha256(readFileSync((await resolve('hf:o/r')).modelPath))).toBe(sha256(WEIGHTS));
    expect(hub.fetches[0]!.headers.range).toMatch(/^bytes=[1-9]/);
    expect(leftovers().every((f) => f.includes(`.${process.ppid}-`))).toBe(true);
  });

  test('offline with nothing in the cache: what to do', async () => {
    process.env.HF_HUB_OFFLINE = '1';
    await expect(resolve('hf:o/r')).rejects.toThrow(
      /^hf:o\/r is not in the cache, and .*HF_HUB_OFFLINE forbids the network: .*copy the folder .*models--o--r .*efficientnet-lite0-robust needs no download/,
    );
    expect(hub.seen).toEqual([]);
    delete process.env.HF_HUB_OFFLINE;
    process.env.HF_ENDPOINT = 'http://127.0.0.1:9';
    await expect(resolve('hf:o/r')).rejects.toThrow(
      /^127.0.0.1:9 cannot be reached .*after 4 attempts: without a network, copy/,
    );
  });

  test('a cache that cannot be written to', async () => {
    writeFileSync(at('file'), '');
    process.env.HF_HUB_CACHE = process.env.FACCENT_CACHE = at('file', 'cache');
    await expect(resolve('hf:o/r')).rejects.toThrow(
      /cannot write to the cache .* a file, not a folder; .*HF_HUB_CACHE/,
    );
    hub.plain.set('net.onnx', WEIGHTS);
    const address = `${hub.contents}/plain/net.onnx`;
    await expect(resolve(address)).rejects.toThrow(/cannot write to the cache .*; .*FACCENT_CACHE/);
    if (process.getuid?.() === 0) return;
    const locked = at('locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    process.env.HF_HUB_CACHE = process.env.FACCENT_CACHE = locked;
    await expect(resolve('hf:o/r')).rejects.toThrow(/permission denied; .*HF_HUB_CACHE/);
    await expect(resolve(address)).rejects.toThrow(/permission denied; .*FACCENT_CACHE/);
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
