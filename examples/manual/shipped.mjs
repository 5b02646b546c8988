// The network and the photographs that come with faccent.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { Model, channel, imageFromBytes } from 'faccent';

const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const folder = 'packages/faccent/network';
const { labels, ...description } = JSON.parse(await readFile(file(`${folder}/model.json`), 'utf8'));
const classes = (await readFile(file(`${folder}/${labels}`), 'utf8')).trim().split('\n');

export const model = Model.read(await readFile(file(`${folder}/model.onnx`)), description);

export const unitOf = (label) => classes.indexOf(label);
export const classOf = (label) => channel({ layer: 'logits', unit: unitOf(label) });

export async function photograph(name, side = 128) {
  const picture = sharp(file(`examples/photos/${name}.jpg`))
    .resize(side, side)
    .toColourspace('srgb');
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return imageFromBytes(data, [side, side], info.channels);
}
