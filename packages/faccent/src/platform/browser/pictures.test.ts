// In a browser that writes no WebP, pictures on pages are JPEG, and animations are refused before a run.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Pixels } from '../../image/pixels.js';
import { pictures } from './pictures.js';

/** A canvas of a browser that writes these formats, and PNG in place of others. */
const canvas = (formats: readonly string[]) =>
  class {
    constructor(
      readonly width: number,
      readonly height: number,
    ) {}
    getContext = () => ({
      createImageData: (width: number, height: number) => ({
        data: new Uint8ClampedArray(4 * width * height),
      }),
      putImageData: () => undefined,
      drawImage: () => undefined,
    });
    convertToBlob = ({ type }: { type: string }) =>
      Promise.resolve(new Blob(['made'], { type: formats.includes(type) ? type : 'image/png' }));
  };

const pixels: Pixels = { bytes: new Uint8Array(12), size: [2, 2], channels: 3 };
const animation = { format: 'webp', longest: 2, frameMilliseconds: 1, restMilliseconds: 1 } as const;

beforeEach(() => void vi.stubGlobal('OffscreenCanvas', canvas(['image/jpeg'])));
afterEach(() => void vi.unstubAllGlobals());

test('a lossy picture is JPEG, and says so', async () => {
  expect((await pictures.lossy(pixels, 80, 2)).type).toBe('image/jpeg');
  vi.stubGlobal('OffscreenCanvas', canvas(['image/jpeg', 'image/webp']));
  expect((await pictures.lossy(pixels, 80, 2)).type).toBe('image/webp');
});

test('an animation is refused', async () => {
  const message = 'this browser makes no WebP, and so no animation: ask for none';
  await expect(pictures.checkAnimation('webp')).rejects.toThrow(message);
  await expect(pictures.animation([pixels], animation)).rejects.toThrow(message);
  vi.stubGlobal('OffscreenCanvas', canvas(['image/webp']));
  await expect(pictures.checkAnimation('webp')).resolves.toBeUndefined();
});
