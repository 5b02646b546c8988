// The files that examples read, in a folder of their own, and a hub on this machine for what they fetch.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatAnswers } from 'faccent';
import sharp from 'sharp';
import { HubServer } from '../../../packages/faccent/src/cli/testing/hub-server.js';
import { mapEncoder } from '../../../packages/faccent/src/testing/encoders.js';
import { PLAN, answersOf } from '../experiment-files.js';

const root = path.resolve(import.meta.dirname, '../../..');
const PHOTOS = path.join(root, 'examples/photos');
const NETWORK = path.join(root, 'packages/faccent/network/efficientnet-lite0');

/** Of the layer that `sae.onnx` reads, block5c. */
const CHANNELS = 112;

/** What examples look at of the data of pages. */
const PAGE = { units: [], conditions: ['accentuated'] };

/** Eight photographs: a path is compared with no fewer. */
async function writePhotographs(folder: string): Promise<void> {
  const names = ['airplane-from-above.jpg', 'allium-oreophilum.jpg', 'chelsea.png', 'coffee.png'];
  await mkdir(path.join(folder, 'photos'));
  await Promise.all(
    [...names, ...names].map((name, i) =>
      sharp(path.join(PHOTOS, name))
        .resize(224, 224)
        .flop(i >= names.length)
        .toFile(path.join(folder, `photos/${i}.jpg`)),
    ),
  );
}

/** Makes the folder. @returns its path */
export async function folderOfExamples(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'faccent-api-'));
  const write = (name: string, contents: string | Uint8Array): Promise<void> =>
    writeFile(path.join(folder, name), contents);
  await cp(path.join(PHOTOS, 'nagasaki-boats.jpg'), path.join(folder, 'photo.jpg'));
  await cp(path.join(NETWORK, 'model.onnx'), path.join(folder, 'model.onnx'));
  await writePhotographs(folder);
  await sharp({ create: { width: 224, height: 224, channels: 3, background: 'white' } }).toFile(
    path.join(folder, 'mask.png'),
  );
  await write('sae.onnx', mapEncoder(CHANNELS));
  await write('classes.csv', 'index,name\n0,tench\n1,goldfish\n');
  await write('12.csv', formatAnswers(answersOf('12')));
  await write('plan.json', JSON.stringify(PLAN));
  await write(
    'experiment.html',
    `<script type="application/json" id="data">${JSON.stringify(PAGE)}</script>`,
  );
  await mkdir(path.join(folder, 'site/data'), { recursive: true });
  await write('site/data/atlas.json', JSON.stringify({ layers: [{ name: 'block5c' }] }));
  await write('site/data/map.json', JSON.stringify({ levels: [{ side: 10, cells: [] }] }));
  return folder;
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, maxRetries: 3 });

/** A hub with the network that an example fetches, and what it says beside it. @returns what it listens at, how to stop it */
export async function hubOfExamples(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const server = new HubServer();
  await server.start();
  server.repositories.set('Xenova/resnet-50', {
    files: {
      'onnx/model.onnx': await readFile(path.join(NETWORK, 'model.onnx')),
      'preprocessor_config.json': JSON.stringify({
        size: { height: 224, width: 224 },
        image_mean: [0.5, 0.5, 0.5],
        image_std: [0.5, 0.5, 0.5],
      }),
    },
  });
  return { endpoint: server.endpoint, stop: async () => server.stop() };
}
