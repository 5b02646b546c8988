import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FaccentError } from '../../errors.js';
import { type AnimationOptions, frameDelays } from '../pictures.js';

/** Frames as RGB bytes one below the other. */
export interface Strip {
  readonly bytes: Uint8Array;
  readonly width: number;
  /** Of one frame. */
  readonly height: number;
  readonly frames: number;
}

/** @throws FaccentError where no ffmpeg is installed */
export const checkFfmpeg = (): Promise<void> => ffmpeg(['-version']);

/** Frames as a video. @throws FaccentError with the last words of an ffmpeg that fails */
export async function mp4(
  { bytes, width, height, frames }: Strip,
  options: AnimationOptions,
): Promise<Uint8Array> {
  const frame = (i: number): Uint8Array =>
    bytes.subarray(i * width * height * 3, (i + 1) * width * height * 3);
  const tick = options.frameMilliseconds;
  // a video has no delays: the frames that it rests on come several times
  const input = frameDelays(frames, options).flatMap((delay, i) =>
    Array<Uint8Array>(Math.round(delay / tick)).fill(frame(i)),
  );
  // the format is written with seeks, which a pipe does not have
  const folder = await mkdtemp(path.join(tmpdir(), 'faccent-mp4-'));
  const file = path.join(folder, 'run.mp4');
  try {
    await ffmpeg(
      [
        ...['-loglevel', 'error', '-f', 'rawvideo', '-pixel_format', 'rgb24'],
        ...['-video_size', `${width}x${height}`, '-framerate', `1000/${tick}`, '-i', 'pipe:0'],
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
          `an MP4 is made by ffmpeg, which cannot be started (${cause.message}): install it, or ask for webp or gif`,
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
