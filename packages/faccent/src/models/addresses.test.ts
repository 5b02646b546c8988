// Models at plain addresses: fetched once, and from their start where they changed.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { WEIGHTS, bytes, hubOfTests, sha256 } from './testing/hub.js';

const { hub, resolve } = hubOfTests();

describe('a model at an address', () => {
  const address = (name = 'net.onnx'): string => `${hub.contents}/plain/${name}`;

  test('is fetched once', async () => {
    hub.plain.set('net.onnx', WEIGHTS);
    const model = await resolve(`${address()}?a=1`, { size: [32, 32], range: [0, 1] });
    expect(model).toMatchObject({
      source: `${address()}?a=1`,
      description: { size: [32, 32], range: [0, 1] },
      sources: { size: 'as stated', range: 'as stated' },
    });
    expect(sha256(readFileSync(model.modelPath))).toBe(sha256(WEIGHTS));
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
    expect(sha256(readFileSync((await resolve(address())).modelPath))).toBe(sha256(changed));
    // it asked to go on, and was given the new file
    expect(hub.fetches.at(-1)!.headers.range).toMatch(/^bytes=[1-9]/);
  });

  test('that shrank while it was fetched', async () => {
    hub.plain.set('net.onnx', WEIGHTS);
    const shorter = bytes(40_000, 4);
    hub.faults.push({ cutAfter: 90_000 }, { status: 416 });
    const model = resolve(address(), { onProgress: () => hub.plain.set('net.onnx', shorter) });
    expect(sha256(readFileSync((await model).modelPath))).toBe(sha256(shorter));
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
