import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Image, Model, type Size, accentuate, box, channel, imageFromBytes } from 'faccent';
import sharp from 'sharp';
import { expect, test } from 'vitest';

const file = (name: string): URL => new URL(`../${name}`, import.meta.url);

async function readModel(): Promise<Model> {
  const folder = 'tests/fixtures/mini-inception';
  const description = JSON.parse(await readFile(file(`${folder}/model.json`), 'utf8')) as object;
  const labels = (await readFile(file(`${folder}/labels.txt`), 'utf8')).trim().split('\n');
  return Model.read(await readFile(file(`${folder}/model.onnx`)), { ...description, labels });
}

async function readPhoto(name: string, [height, width]: Size): Promise<Image> {
  const resized = sharp(fileURLToPath(file(`examples/photos/${name}.jpg`))).resize(width, height);
  return imageFromBytes(await resized.removeAlpha().raw().toBuffer(), [height, width], 3);
}

// Not every canvas tells: at 96 × 96 and 128 × 128 one and two threads give the same bits anyhow. At this one they do not.
test.each(['nagasaki-boats', 'allium-oreophilum'])(
  'the balance of %s hardly depends on the number of threads',
  async (name) => {
    const model = await readModel();
    const objective = channel({ layer: model.logits, unit: model.classIndex('ketch') });
    const photo = await readPhoto(name, [97, 130]);
    const balance = async (threads: number): Promise<number> =>
      (await accentuate(model, photo, objective, { threads, steps: 1, transform: box({ views: 4 }) }))
        .balance!;
    const single = await balance(1);
    expect(Math.abs((await balance(2)) / single - 1)).toBeLessThan(1e-5);
  },
);
