import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FaccentError } from '../errors.js';
import { type Image, imageToBytes } from '../image/image.js';
import sharp from 'sharp';

export type AnimationFormat = 'webp' | 'gif' | 'mp4';

/** Longest side of an animation, in pixels. */
const SIDE = 384;
const FRAME_MILLISECONDS = 90;
/** How long it rests at its beginning and its end. */
const HOLD_MILLISECONDS = 1500;

/** Frames as RGB bytes one below the other. */
interface Strip {
  readonly bytes: Uint8Array;
  readonly width: number;
  /** Of one frame. */
  readonly height: number;
  readonly frames: number;
}

/** Snapshots of a run as an animation that rests at its beginning and its end. */
export async function animation(snapshots: readonly Image[], format: AnimationFormat): Promise<Buffer> {
  const strip = await scaled(snapshots);
  if (format === 'mp4') return mp4(strip);
  const { bytes, width, height, frames } = strip;
  const delay = Array.from({ length: frames }, (_, i) =>
    i === 0 || i === frames - 1 ? HOLD_MILLISECONDS : FRAME_MILLISECONDS,
  );
  const pages = sharp(bytes, {
    raw: { width, height: height * frames, channels: 3, pageHeight: height },
  });
  return (
    format === 'gif' ? pages.gif({ loop: 0, delay }) : pages.webp({ quality: 82, loop: 0, delay })
  ).toBuffer();
}

async function scaled(snapshots: readonly Image[]): Promise<Strip> {
  const parts = await Promise.all(
    snapshots.map((image) =>
      sharp(imageToBytes(image), { raw: { height: image.size[0], width: image.size[1], channels: 3 } })
        .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ),
  );
  const { width, height } = parts[0]!.info;
  return { bytes: Buffer.concat(parts.map((p) => p.data)), width, height, frames: parts.length };
}

/** @throws FaccentError where no ffmpeg is installed: asked before a run, so that none is made in vain */
export async function needFfmpeg(): Promise<void> {
  await ffmpeg(['-version']);
}

async function mp4({ bytes, width, height, frames }: Strip): Promise<Buffer> {
  const frame = (i: number): Uint8Array =>
    bytes.subarray(i * width * height * 3, (i + 1) * width * height * 3);
  // a video has no delays: the frames that it rests on come several times
  const rest = Math.round(HOLD_MILLISECONDS / FRAME_MILLISECONDS);
  const times = (i: number): number => (i === 0 || i === frames - 1 ? rest : 1);
  const input = Array.from({ length: frames }, (_, i) => Array<Uint8Array>(times(i)).fill(frame(i))).flat();
  // the format is written with seeks, which a pipe does not have
  const folder = await mkdtemp(path.join(tmpdir(), 'faccent-mp4-'));
  const file = path.join(folder, 'run.mp4');
  try {
    await ffmpeg(
      [
        ...[
          '-loglevel',
          'error',
          '-f',
          'rawvideo',
          '-pixel_format',
          'rgb24',
          '-video_size',
          `${width}x${height}`,
        ],
        ...['-framerate', `1000/${FRAME_MILLISECONDS}`, '-i', 'pipe:0'],
        // players want halved colour, and that wants even sides
        ...['-vf', 'scale=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', file],
      ],
      Buffer.concat(input),
    );
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function ffmpeg(args: readonly string[], input: Uint8Array = new Uint8Array()): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    // it may end before it has read everything: its status says why
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', (cause) =>
      reject(
        new FaccentError(
          `an MP4 is made by ffmpeg, which cannot be started (${cause.message}): install it, or ask for --animate webp or gif`,
          { cause },
        ),
      ),
    );
    child.on('close', (status) => {
      if (status === 0) resolve();
      else
        reject(new FaccentError(`ffmpeg could not make the MP4: ${complaint.trim() || `status ${status}`}`));
    });
  });
}
