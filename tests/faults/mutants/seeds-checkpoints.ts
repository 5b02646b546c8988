import type { RunRequest } from 'faccent';
import { Random } from '../../../packages/faccent/src/math/random.js';
import { formatCheckpoint } from '../../../packages/faccent/src/cli/unfinished/checkpoint-file.js';
import { type Asked, formatAsked } from '../../../packages/faccent/src/cli/unfinished/asked.js';
import { sealed } from '../../../packages/faccent/src/cli/unfinished/sealed.js';
import type { Here } from '../../../packages/faccent/src/cli/unfinished/here.js';
import { type Seed, textBytes } from './seeds.js';
import { BESIDE, REQUEST } from './seeds-recipes.js';

/** What the run of the seeds is carried out by. */
export const HERE: Here = { faccent: '0', runtime: 'a runtime', platform: 'here', processor: 'one' };

const [SIDE, STEPS] = [16, 2];

const asked: Asked = {
  request: {
    ...REQUEST,
    settings: { ...REQUEST.settings, steps: STEPS + 1, parameterization: { name: 'pixel' } },
  } as unknown as RunRequest,
  outputs: { animate: ['gif'], report: true },
  comparisons: { background: 'white' },
  probable: 1,
  checkpoint: 30,
  command: { id: 'a', began: '2026-11-29T02:42:10.619Z', folder: '/run', root: '/run', index: 0, count: 1 },
};

/**
 * An unfinished run of the smallest network: a checkpoint before its last step, one before that, and a snapshot.
 * @param side of its picture, in pixels
 * @param id of its command
 */
export function unfinishedRun(side: number, id = 'a'): Record<string, Uint8Array> {
  const text = formatAsked({ ...asked, command: { ...asked.command, id } });
  const pixels = (at: number): Float32Array =>
    Float32Array.from({ length: 3 * side * side }, (_, i) => Math.sin(i + at) / 9);
  const frame = sealed(new Map([['image.0', { dims: [3, side, side], data: pixels(id.charCodeAt(0)) }]]), {
    format: 'faccent-snapshot',
    step: '0',
  });
  const checkpoint = (steps: number): Uint8Array =>
    formatCheckpoint(
      {
        parameters: [pixels(steps)],
        state: {
          opacity: pixels(1).map(Math.abs),
          'parameter0.firstMoment': pixels(2),
          'parameter0.secondMoment': pixels(3).map(Math.abs),
        },
        random: new Random(steps).state,
        steps: Array.from({ length: steps }, (_, step) => ({ step, activation: step / 10 })),
      },
      { asked: text, here: HERE, seconds: 3, snapshots: [{ step: 0, sha256: frame.sha256 }] },
    );
  return {
    'checkpoint-000002.safetensors': checkpoint(STEPS),
    'checkpoint-000001.safetensors': checkpoint(STEPS - 1),
    'frame-000000.safetensors': frame.bytes,
    'run.json': textBytes(text),
    ...BESIDE,
  };
}

/** Each file of an unfinished run, with the others beside it. */
export function checkpoints(): Seed[] {
  const files = unfinishedRun(SIDE);
  return [
    'checkpoint-000002.safetensors',
    'checkpoint-000001.safetensors',
    'frame-000000.safetensors',
    'run.json',
  ].map((file) => ({ name: file, file, files: { [file]: files[file]!, ...files } }));
}
