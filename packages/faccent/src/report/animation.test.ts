// Snapshots become animations that rest at both ends; what cannot be made is said before a run.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../cli/testing/folder.js';
import { type Image, imageFromBytes } from '../image/image.js';
import { checkAnimation, encodeAnimation } from './animation.js';

/** Frames from black to white, not square and with odd sides. */
const frames: Image[] = [0, 100, 255].map((grey) =>
  imageFromBytes(new Uint8Array(31 * 41).fill(grey), [31, 41], 1),
);

test.each(['webp', 'gif'] as const)(
  'an animated %s has every frame and rests at both ends',
  async (format) => {
    const bytes = await encodeAnimation(frames, format);
    expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({
      ...{ format, pages: 3, width: 41, pageHeight: 31, loop: 0, delay: [1500, 90, 1500] },
    });
    const { data } = await sharp(bytes, { page: 1 })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Math.abs(data[0]! - 100)).toBeLessThan(4);
  },
);

test('large frames are made smaller', async () => {
  const large = [0, 255].map((grey) => imageFromBytes(new Uint8Array(500 * 1000).fill(grey), [500, 1000], 1));
  const bytes = await encodeAnimation(large, 'gif');
  expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({ width: 384, pageHeight: 192 });
});

describe('an MP4', () => {
  const folder = temporaryFolder('ffmpeg');
  afterEach(() => vi.unstubAllEnvs());

  const installed = (): boolean => {
    try {
      execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };

  /** A stand-in for ffmpeg on PATH. */
  function stub(script: string): void {
    writeFileSync(path.join(folder, 'ffmpeg'), `#!${process.execPath}\n${script}`);
    chmodSync(path.join(folder, 'ffmpeg'), 0o755);
    vi.stubEnv('PATH', folder);
  }

  test.skipIf(!installed())('is made by the ffmpeg that is installed', async () => {
    await checkAnimation('mp4');
    const bytes = await encodeAnimation(frames, 'mp4');
    expect(Buffer.from(bytes.subarray(4, 8)).toString()).toBe('ftyp');
  });

  test('comes of raw frames, the first and last for as long as it rests', async () => {
    stub(`
      let length = 0;
      process.stdin.on('data', (d) => (length += d.length)).on('end', () =>
        require('node:fs').writeFileSync(process.argv.at(-1), String(length)));`);
    expect(Buffer.from(await encodeAnimation(frames, 'mp4')).toString()).toBe(
      String(41 * 31 * 3 * (17 + 1 + 17)),
    );
  });

  test('without ffmpeg is refused with what to do about it, before a run', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(checkAnimation('mp4')).rejects.toThrow(/cannot be started .*install it, or ask for webp/);
  });

  test('that ffmpeg fails at is its last words, and nothing is left behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('faccent-mp4-'));
    // it does not even read its input
    stub(`console.error('Unknown encoder'); process.exit(1);`);
    await expect(encodeAnimation(frames, 'mp4')).rejects.toThrow(
      'ffmpeg could not make the MP4: Unknown encoder',
    );
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('faccent-mp4-'))).toEqual(before);
  });
});
