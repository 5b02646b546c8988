import { encodeAnimation, encodePicture, opacityMap, reportPage } from 'faccent';
import { nameOfFile } from './names.js';
import type { FileKind, NamedFile } from './protocol.js';
import type { Run } from './run.js';

export { levelsOf } from './levels.js';

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A file of a run that has ended. */
export async function fileOf({ ended, photo, stem }: Run, kind: FileKind): Promise<NamedFile> {
  if (!ended) throw new Error('the run has not ended: stop it first, what it has done stays');
  const { recipe, result, seconds } = ended;
  const made = {
    picture: async () => ({
      ...{ end: 'png', type: 'image/png', bytes: await encodePicture(result.image) },
    }),
    'picture with alpha': async () => {
      const percentile = recipe.settings.opacityPercentile;
      const alpha = opacityMap(result.opacity, result.image.size, { percentile });
      return { end: 'alpha.png', type: 'image/png', bytes: await encodePicture(result.image, { alpha }) };
    },
    animation: async () => {
      const frames = [...result.steps.flatMap(({ image }) => image ?? []), result.image];
      return { end: 'webp', type: 'image/webp', bytes: await encodeAnimation(frames, 'webp') };
    },
    report: async () => ({
      ...{
        end: 'html',
        type: 'text/html',
        bytes: utf8(await reportPage(recipe, photo, result, { seconds })),
      },
    }),
    recipe: () => ({
      ...{
        end: 'recipe.json',
        type: 'application/json',
        bytes: utf8(`${JSON.stringify(recipe, null, 1)}\n`),
      },
    }),
  } satisfies Record<FileKind, () => unknown>;
  const { end, type, bytes } = await made[kind]();
  return { name: nameOfFile(stem, end), type, bytes: bytes as Uint8Array<ArrayBuffer> };
}
