// The network and the photographs that come with faccent.
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { channel, loadModel, readPhotograph } from 'faccent';

export const model = await loadModel();

export const unitOf = (label) => model.classIndex(label);
export const classOf = (label) => channel({ layer: model.logits, unit: unitOf(label) });

export async function photograph(name, side = 160) {
  const file = fileURLToPath(new URL(`../photos/${name}`, import.meta.url));
  // readPhotograph reads the file as well; sharp's own kernel is what the numbers of these pages were made with
  const small = await sharp(file).resize(side, side).png().toBuffer();
  return readPhotograph(small, { size: side });
}
