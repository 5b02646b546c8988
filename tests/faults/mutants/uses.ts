import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  FaccentError,
  GraphError,
  Network,
  accentuate,
  box,
  channel,
  checkRecipe,
  inputGradient,
  loadModel,
  objectives,
  optionsOf,
  pictureSize,
  readLabels,
  readMask,
  readPhotograph,
  runRecipe,
  runtime,
  strongest,
  type Value,
  value,
} from 'faccent';
import { Builder, finish, gradient, instantiate, readModel, writeModel } from 'onnx-grad';
import { directionOf } from '../../../packages/faccent/src/cli/files/direction.js';
import { furtherInputs } from '../../../packages/faccent/src/cli/files/further-inputs.js';
import { recordedInputs } from '../../../packages/faccent/src/cli/files/recorded.js';
import { readJson } from '../../../packages/faccent/src/platform/node/read.js';
import { createSession } from '../../../packages/faccent/src/platform/runtime.js';
import { readNpy, readSafetensors } from '../../../packages/faccent/src/platform/node/tensors.js';
import { useCheckpoint } from './use-checkpoint.js';
import { COLUMNS } from './seeds-labels.js';

/** What is done with a mutant. @param stage is told what is done next */
type Use = (folder: string, file: string, stage: (text: string) => void) => Promise<void>;

const photo = {
  size: [24, 24] as const,
  data: Float32Array.from({ length: 3 * 24 * 24 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 7)),
};
const THREADS = { threads: 1 };

const useModel: Use = async (folder, file, stage) => {
  const at = path.join(folder, file);
  stage('load');
  const model = await loadModel(at, { assume: { size: [32, 32], range: [-1, 1] } });
  stage('layers');
  if (model.layers.length === 0) return;
  stage('strongest');
  await strongest(model, photo, THREADS);
  stage('accentuate');
  const options = { steps: 1, transform: box({ views: 1 }), ...THREADS, regularize: null };
  await accentuate(model, photo, channel({ layer: model.logits, unit: 0 }), options);
  stage('gradient');
  const network = Network.open(readFileSync(at), {
    externalData: new Map([['weights.bin', new Uint8Array(4096)]]),
  });
  const wrt = network.pictureInput();
  const dims = network.inputNamed(wrt).dims?.map((d) => (typeof d === 'number' ? d : 1)) ?? [];
  const count = dims.reduce((a, b) => a * b, 1);
  if (count > 1e6) return;
  const inputs = { [wrt]: value(dims, new Float32Array(count).fill(0.5)) };
  await inputGradient(network, { layer: model.logits, unit: 0, wrt, inputs, ...THREADS });
};

/** The gradient of all that a network of one node puts out, in all that it takes. */
const useOperator: Use = async (folder, file, stage) => {
  stage('read');
  const graph = readModel(readFileSync(path.join(folder, file)));
  stage('instantiate');
  const b = new Builder();
  const feeds: Record<string, Value> = {};
  const inputs = graph.inputs.map(({ name, type, dims = [] }) => {
    const sides = dims.map((d) => (typeof d === 'number' ? d : 1));
    const input = b.input(name, type, sides);
    const count = sides.reduce((a, b) => a * b, 1);
    // what we make for it is not what is tried
    if (count > 1e6 || (type !== 'float32' && type !== 'int64'))
      throw new FaccentError('inputs of this size or type are not made for the test');
    const numbers = Array.from({ length: count }, (_, i) => Math.sin(i));
    const data =
      type === 'int64'
        ? BigInt64Array.from(numbers, (v) => BigInt(Math.round(3 * v)))
        : Float32Array.from(numbers);
    feeds[name] = value(sides, data);
    return [name, input] as const;
  });
  const find = instantiate(b, graph, { inputs: new Map(inputs), prefix: 'm:' });
  const real = graph.outputs.map(find).filter(({ type }) => type === 'float32');
  const wrt = inputs.map(([, input]) => input).filter(({ type }) => type === 'float32');
  if (!real.length || !wrt.length) return;
  stage('gradient');
  const loss = real.map((y) => y.sum()).reduce((x, y) => x.add(y));
  b.output(loss, 'loss');
  gradient(b, loss, wrt).forEach((g, i) => b.output(g, `gradient${i}`));
  stage('compile');
  const session = await createSession(runtime, writeModel(finish(b)), THREADS);
  try {
    stage('run');
    await session.run(feeds, ['loss', 'gradient0']);
  } finally {
    await session.release();
  }
};

/** How many steps of a run are made. */
const STEPS = 2;

const useRecipe: Use = async (folder, file, stage) => {
  const at = path.join(folder, file);
  stage('check');
  const recipe = checkRecipe(await readJson(at));
  stage('objective');
  if (!recipe.encoder) objectives.read(recipe.objective);
  stage('settings');
  optionsOf(recipe, new Float32Array(64 * 64));
  stage('inputs');
  const inputs = await recordedInputs(recipe, at);
  stage('run');
  const run = runRecipe(recipe, inputs);
  for (let i = 0; i < STEPS; i++) if ((await run.next()).done) return;
  await run.return(undefined as never);
};

const useLabels: Use = async (folder, file) => {
  await readLabels(readFileSync(path.join(folder, file)), `${file}${COLUMNS[file] ?? ''}`);
};

const useSidecar: Use = async (folder, _, stage) => {
  stage('load');
  const model = await loadModel(path.join(folder, 'tiny.onnx'), {
    assume: { size: [32, 32], range: [-1, 1] },
  });
  stage('facts');
  if (model.facts.length === 0 || model.layers.length === 0) return;
  stage('strongest');
  await strongest(model, photo, THREADS);
};

const usePhotograph: Use = async (folder, file, stage) => {
  const at = path.join(folder, file);
  stage('size');
  const original = await pictureSize(at);
  for (const size of [16, [24, 31] as const]) {
    stage(`read at ${String(size)}`);
    const { data } = await readPhotograph(at, { size });
    if (!data.every((v) => v >= 0 && v <= 1)) throw new Error('values of a picture that are not in [0, 1]');
  }
  stage('read as it is shaped');
  await readPhotograph(at, { size: 40, aspect: 'keep', background: 'black' });
  stage('read as before');
  await readPhotograph(at, { size: 16, background: null });
  stage('mask');
  await readMask(at, { size: [24, 24], original });
};

/** As the command line does: once, by itself and as a mask. */
const usePicture: Use = async (folder, file, stage) => {
  const at = path.join(folder, file);
  stage('read');
  const { data, original } = await readPhotograph(at, { size: 16 });
  if (!data.every((v) => v >= 0 && v <= 1)) throw new Error('values of a picture that are not in [0, 1]');
  stage('mask');
  await readMask(at, { size: [24, 24], original });
};

const useNpy: Use = async (folder, file, stage) => {
  const at = path.join(folder, file);
  const tries: Record<string, () => Promise<unknown>> = {
    read: () => readNpy(at),
    direction: () => directionOf({ direction: at, layer: 'logits', row: 0 }),
    'further input': () => furtherInputs([`x=${at}`]),
    picture: () => readPhotograph(at, { size: 16 }),
  };
  await each(tries, stage);
};

/** Tries each, to the end: what one use refuses another may take. @throws the first refusal where all refuse */
async function each(
  tries: Record<string, () => Promise<unknown>>,
  stage: (text: string) => void,
): Promise<void> {
  const refused: unknown[] = [];
  for (const [what, attempt] of Object.entries(tries)) {
    stage(what);
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof FaccentError || error instanceof GraphError)) throw error;
      refused.push(error);
    }
  }
  if (refused.length === Object.keys(tries).length) throw refused[0];
}

const useSafetensors: Use = async (folder, file) => {
  await readSafetensors(path.join(folder, file));
};

export const USES: Readonly<Record<string, Use>> = {
  ...{
    model: useModel,
    trap: useModel,
    operator: useOperator,
    labels: useLabels,
    sidecar: useSidecar,
    recipe: useRecipe,
  },
  ...{ photograph: usePhotograph, npy: useNpy, safetensors: useSafetensors, checkpoint: useCheckpoint },
  ...{
    'hostile picture': usePicture,
    'hostile npy': useNpy,
    'hostile safetensors': useSafetensors,
  },
};
