// Proves that a latent of an encoder is raised, repeated with the very same encoder, and refused where it cannot be had.
import { writeFileSync } from 'node:fs';
import { Graph, Tensor, writeModel } from 'onnx-grad';
import { beforeAll, expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { oneProcess } from '../testing/command.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn } = workFolder('encoder', oneProcess());

const SAME = { identical: true, largestDifference: 0, sameEnvironment: true };
async function expectReplayed(name: string): Promise<void> {
  const { stdout, stderr } = await faccent('replay', at(`${name}/recipe.json`), '--json');
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(SAME);
}

/** An encoder (n, 128) → (n, 5) as an ONNX file. */
function writeEncoder(file: string, scale: number): void {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push({ name: 'x', type: 'float32', dims: ['n', 128] });
  const weights = Array.from({ length: 640 }, (_, i) => scale * Math.sin(i));
  graph.initializers.set('w', Tensor.of('float32', [128, 5], weights));
  const node = { domain: '', attributes: new Map() };
  graph.nodes.push({ ...node, name: 'a', operator: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] });
  graph.nodes.push({ ...node, name: 'b', operator: 'Relu', inputs: ['h'], outputs: ['latents'] });
  graph.outputs.push('latents');
  writeFileSync(file, writeModel(graph));
}

beforeAll(() => {
  writeEncoder(at('encoder.onnx'), 0.1);
  writeFileSync(at('mask.png'), 'no model');
});

const small = [...onMini, '--size', '64', '--steps', '2', '--views', '2'];
const latent = ['accentuate', photo, ...small, '--encoder', at('encoder.onnx'), '--quiet'];

test('a latent is raised, and is repeated to the bit with the very same encoder', async () => {
  const { status } = await faccent(
    ...[...latent, '--feature', 'mixed3a:3', '--less-class', '3', '--out', at('latent')],
  );
  expect(status).toBe(0);
  const { name, objective, encoder, feature } = recipeIn('latent');
  expect(name).toMatch(/^latent 3 of mixed3a, less \w/);
  expect(feature).toBeUndefined();
  expect(encoder!.path).toBe(at('encoder.onnx'));
  expect(objective).toMatchObject({ terms: [{ name: 'encoderLatent', layer: 'mixed3a', latent: 3 }, {}] });
  await expectReplayed('latent');
  const maps = [
    ...onMini,
    '--accentuation',
    at('latent'),
    '--method',
    'saliency',
    '--quiet',
    '--out',
    at('maps'),
  ];
  expect(await faccent('attribute', photo, ...maps)).toMatchObject({ status: 0, stderr: '' });

  writeEncoder(at('latent/encoder.onnx'), 0.2);
  const moved = { ...recipeIn('latent'), encoder: { ...encoder, path: 'encoder.onnx' } };
  writeFileSync(at('latent/recipe.json'), JSON.stringify(moved));
  const { status: refused, stderr } = await faccent('replay', at('latent/recipe.json'));
  expect(refused).toBe(1);
  expect(stderr).toMatch(/^error: the encoder ".*" is not the one that the recipe was made with/);
});

test.each<[string[], RegExp]>([
  [['--feature', 'mixed3a:5'], /"mixed3a, encoded" has units 0 to 4; there is no unit 5/],
  [['--feature', 'mixed4c:1'], /the encoder does not take "mixed4c"|made for another layer/],
  [['--class', 'ketch'], /--encoder goes with --feature LAYER:LATENT/],
  [['--feature', 'mixed3a:1', '--encoder', at('mask.png')], /mask.png": .*not an ONNX model/],
])('a latent that cannot be had is refused: %j', async (args, message) => {
  const before = names();
  const { status, stderr } = await faccent(...latent, ...args);
  expect(stderr).toMatch(message);
  expect([status, names()]).toEqual([1, before]);
});
