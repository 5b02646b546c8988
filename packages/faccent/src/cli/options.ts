import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AnimationFormat } from '../report/animation.js';

/** A finite number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('it should be a number');
  return value;
}

export function wholeNumber(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('it should be a whole number');
  return value;
}

export function positiveWhole(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('it should be 1 or more');
  return value;
}

/** `512` or `384x512` (height, width). */
export function size(text: string): [number, number] {
  const match = /^(\d+)(?:x(\d+))?$/.exec(text);
  const [height, width] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (!match || height < 1 || width < 1)
    throw new InvalidArgumentError('it should be a number of pixels, or HEIGHTxWIDTH');
  return [height, width];
}

/** Numbers with commas between them. */
export const numbers =
  (count: number) =>
  (text: string): number[] => {
    const values = text.split(',').map(number);
    if (values.length !== count)
      throw new InvalidArgumentError(`it should be ${count} numbers with commas between them`);
    return values;
  };

/** `0,0,256,512`: the first row and column, and those behind the last. */
export function pixelBox(text: string): [number, number, number, number] {
  const values = numbers(4)(text);
  if (!values.every((v) => Number.isInteger(v) && v >= 0))
    throw new InvalidArgumentError('it should be four whole numbers, 0 or more');
  return values as [number, number, number, number];
}

interface FeatureText {
  readonly layer: string;
  readonly unit: number;
}

export function featureText(text: string): FeatureText {
  const at = text.lastIndexOf(':');
  const unit = Number(text.slice(at + 1));
  if (at < 1 || at === text.length - 1 || !Number.isInteger(unit) || unit < 0) {
    throw new InvalidArgumentError('it should be LAYER:UNIT, like mixed4c:12');
  }
  return { layer: text.slice(0, at), unit };
}

/** The same, given several times. */
export const featureTexts = (text: string, before: readonly FeatureText[] = []): FeatureText[] => [
  ...before,
  featureText(text),
];

/** `mixed3a,mixed4a`; spaces around names do not matter. */
export function layerNames(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (!names.length) throw new InvalidArgumentError('it should be names of layers with commas between them');
  return names;
}

/** What animations can be made; said here too, so that help does not load what makes them. */
export const ANIMATIONS: readonly AnimationFormat[] = ['webp', 'gif', 'mp4'];

/** `gif,mp4`; the option can be given several times. */
export function animationFormats(text: string, before: readonly AnimationFormat[] = []): AnimationFormat[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!(ANIMATIONS as readonly string[]).includes(name))
      throw new InvalidArgumentError(`there are ${ANIMATIONS.join(', ')}`);
  return [...new Set([...before, ...(names as AnimationFormat[])])];
}

/** Ways to write a picture as parameters; said here, so that help does not load them. */
const PARAMETERIZATIONS = ['fourier', 'fourier-phase', 'laplacian', 'cppn', 'pixel'] as const;
export type ParameterizationName = (typeof PARAMETERIZATIONS)[number];

/** Options under a heading of their own in help. Those that come after are under none. */
const grouped = (command: Command, heading: string, add: (command: Command) => Command): Command =>
  add(command.optionsGroup(`${heading}:`)).optionsGroup('Options:');

/** The options that say what is raised. */
export const withObjective = (command: Command): Command =>
  grouped(command, 'What is raised', (c) =>
    c
      .option('--feature <layer:unit>', 'the channel to raise; again for more runs', featureTexts)
      .option('--class <name>', 'or: the class, by label or index; again for more runs', listed)
      .option('--objective <text>', 'or: a sum, like "mixed4c:12 - 0.5*mixed4d:3@7,7"')
      .option('--less-class <name>', 'a class to lower with it; again for more', listed)
      .option('--encoder <file>', "an ONNX encoder of the feature's layer: the unit is its latent")
      .option('--direction <file>', "or: a NumPy file of a direction of --layer's channels")
      .option('--layer <name>', 'the layer that --direction is of')
      .option('--row <n>', 'which direction of the file', wholeNumber)
      .option('--cosine', "raise the angle's cosine instead of the dot product")
      .option('--position <y,x>', 'one position of the channel instead of its mean', numbers(2))
      .addOption(
        new Option('--parameterization <name>', 'how the picture is written')
          .choices(PARAMETERIZATIONS)
          .default('fourier'),
      ),
  );

/** An option that is given several times. */
export const listed = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** Views a step unless others are asked for. */
export const CROPS = { accentuate: 16, visualize: 8 } as const;

/** The options that say how a picture climbs. */
export function withDescent(
  command: Command,
  usual: { readonly steps: number; readonly crops: number; readonly learningRate: string },
): Command {
  return grouped(command, 'How it climbs', (c) =>
    c
      .option('--steps <n>', 'optimization steps', positiveWhole, usual.steps)
      .option('--crops <n>', `views a step (default: ${usual.crops})`, positiveWhole)
      .option(
        '--transform <text>',
        'how views are made, like pad:12,jitter:8,box, or JSON; again for more (default: box)',
        listed,
      )
      .option('--optimizer <name>', 'adam, nadam or sgd, with constants like adam:0.5:0.99 (default: adam)')
      .option('--learning-rate <x>', `step size (default: ${usual.learningRate})`, number)
      .option(
        '--schedule <name>',
        'of the step size: linear, cosine or step, like cosine:0.1 (default: constant)',
      )
      .option('--redirect', 'let gradients pass closed ReLUs where none passes at the start')
      .option('--random-seed <n>', 'seed of everything random', wholeNumber, 0)
      .option('--cutoff <x>', 'stop when the activation on the whole picture passes this', number),
  );
}

export const MODEL_HELP =
  'an ONNX file, its folder, an address, hf:OWNER/REPO, or a name of `faccent models list` (default: mini-inception)';

const MODEL_HEADING = 'The model';

/** The options that say what a model is. */
export const withModel = (command: Command): Command =>
  withDescription(grouped(command, MODEL_HEADING, (c) => c.option('--model <name>', MODEL_HELP)));

/** The options that say how a model is used. */
export const withDescription = (command: Command): Command =>
  grouped(command, MODEL_HEADING, (c) =>
    c
      .option('--input-size <n>', "the model's input in pixels, N or HEIGHTxWIDTH", size)
      .option('--range <lo,hi>', 'what [0, 1] is mapped to', numbers(2))
      .option('--mean <r,g,b>', 'or: the mean of each channel', numbers(3))
      .option('--std <r,g,b>', 'and its deviation', numbers(3))
      .addOption(new Option('--channel-order <order>', 'order of the channels').choices(['RGB', 'BGR']))
      .option('--labels <file>', 'labels of the classes, one a line')
      .option('--logits <layer>', 'the layer of class scores'),
  );

export const withDevice = (command: Command): Command =>
  grouped(command, 'Where it runs', (c) =>
    c
      .addOption(
        new Option('--device <name>', 'where to run')
          .choices(['cpu', 'cuda', 'webgpu', 'coreml', 'dml', 'auto'])
          .default('cpu'),
      )
      .option('--threads <n>', 'threads (default: all cores)', positiveWhole),
  );

export interface OutputFlags {
  readonly animate?: readonly AnimationFormat[];
  readonly snapshots?: number;
  readonly saveTensors?: string;
  readonly report?: boolean;
  readonly out?: string;
}

/** The options that say what is kept of a run. */
export const withOutputs = (command: Command, folder: string): Command =>
  grouped(command, 'Results', (c) =>
    c
      .option(
        '--animate <formats>',
        'animations of the run: webp, gif, mp4 (default: webp)',
        animationFormats,
      )
      .option(
        '--snapshots <n>',
        'take one of their pictures every so many steps (default: about 25 in all)',
        positiveWhole,
      )
      .option('--save-tensors <file>', 'picture and opacity as float32 in FILE.safetensors or FILE.npy')
      .option('--report', 'write report.html, one page that shows the run and needs nothing else')
      .option('--out <folder>', `where the results go (default: ${folder})`)
      .option('--json', 'print the result as JSON')
      .option('--quiet', 'print nothing'),
  );

/** The options that say what an accentuation is compared with. */
export const withMeasures = (command: Command): Command =>
  grouped(command, 'What the picture is compared with', (c) =>
    c
      .option('--natural <folder>', "photographs whose activations are the scale for the picture's")
      .option('--transfer <model>', 'another model that is shown the picture: does its class rise too?')
      .option('--transfer-class <name>', 'what the class is called there (default: the same)'),
  );

/** Canvas of a photograph unless another is asked for (METHOD.md, section 1). */
export const DEFAULT_SIZE = 512;

/** Canvas of pictures that are looked at many at a time. */
export const CIRCUIT_SIZE = 224;
