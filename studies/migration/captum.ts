// Compares Captum's maps of a small network with those that docs/migration.md names for them, and writes how far they are off.
//
//   PYTHON=VENV/bin/python npm run study captum
//
// The Python has captum, torch and onnx.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  activations,
  attributionVectors,
  channel,
  gradCam,
  gradientTimesInput,
  integratedGradients,
  loadModel,
  occlusion,
  saliency,
} from 'faccent';
import { readNpy, writeProjectFile } from '../common/files.js';
import { root } from '../common/root.js';

const folder = mkdtempSync(path.join(tmpdir(), 'faccent-captum-'));
const at = (name: string): string => path.join(folder, name);

/** Captum's maps, in the folder. @returns its version */
function makeMaps(): string {
  const program = path.join(root, 'studies/migration/captum_maps.py');
  const { status, stdout, stderr, error } = spawnSync(process.env.PYTHON ?? 'python3', [program], {
    ...{ cwd: folder, encoding: 'utf8' },
  });
  if (error ?? status !== 0) throw new Error(`captum_maps.py: ${error?.message ?? stderr}`);
  return stdout.trim().split('\n').at(-1)!;
}

/** The same by what the page names for them. */
async function ours(): Promise<Readonly<Record<string, ArrayLike<number>>>> {
  const model = await loadModel(at('net.onnx'), { size: [32, 32], range: [0, 1] });
  const image = { size: [32, 32] as const, data: readNpy(at('picture.npy')).data as Float32Array };
  const layer = 'layer4';
  const objective = channel({ layer: model.logits, unit: 3 });
  const { layers } = await attributionVectors(model, [image], objective, [layer]);
  return {
    Saliency: (await saliency(model, image, objective)).map,
    InputXGradient: (await gradientTimesInput(model, image, objective)).map,
    IntegratedGradients: (await integratedGradients(model, image, objective, { steps: 50 })).map,
    LayerGradCam: (await gradCam(model, image, objective, { layer })).map,
    Occlusion: (await occlusion(model, image, objective, { square: 8, stride: 4 })).map,
    LayerActivation: (await activations(model, image, layer)).data,
    LayerGradientXActivation: layers[layer][0]!,
  };
}

const norm = (values: readonly number[]): number => Math.hypot(...values);

try {
  const version = makeMaps();
  const offs = Object.entries(await ours()).map(([name, values]) => {
    const theirs = Array.from(readNpy(at(`${name}.npy`)).data as Float32Array);
    if (theirs.length !== values.length)
      throw new Error(`${name}: ${values.length} values, not ${theirs.length}`);
    return { name, off: norm(theirs.map((v, i) => v - values[i]!)) / norm(theirs) };
  });
  for (const { name, off } of offs) console.log(`${name}: off by ${off.toExponential(1)}`);
  const wrong = offs.find(({ off }) => !(off < 1e-3));
  if (wrong) throw new Error(`${wrong.name} is another`);
  const most = Math.max(...offs.map(({ off }) => off)).toExponential(1);
  const names = offs.map(({ name }) => `\`${name}\``);
  const said =
    `Of a small network Captum ${version} and the line beside it give the same to ${most} (relative L2): ` +
    `${names.slice(0, -1).join(', ')} and ${names.at(-1)}, by \`npm run study captum\`.`;
  const page = readFileSync(path.join(root, 'docs/migration.md'), 'utf8');
  await writeProjectFile(
    'docs/migration.md',
    page.replace(
      /(<!-- captum -->\n)[^]*?(<!-- end -->)/,
      (_, open, close) => `${open}\n${said}\n\n${close}`,
    ),
  );
} finally {
  rmSync(folder, { recursive: true });
}
