import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AnimationFormat, checkAnimation } from 'faccent';
import { decimal } from '../../declaration/decimal.js';
import { DEFAULT_NETWORK } from '../../models/shipped.js';
import { againstText } from '../against/text.js';
import { furtherTexts } from '../files/further-inputs.js';
import { MOST_STEPS } from '../../options.js';
import { MOST_THREADS } from '../../platform/runtime.js';
import {
  deviations,
  featureTexts,
  index,
  listed,
  means,
  nonNegative,
  pairOfLevels,
  position,
  range,
  size,
  upTo,
} from './parse.js';
import { refused } from './refused.js';
import { file, labelsFile, photographsOrExemplars, place, tensorFile } from './places.js';

/** What animations can be made; said here too, so that help does not load what makes them. */
export const ANIMATIONS: readonly AnimationFormat[] = ['webp', 'gif', 'mp4'];

/** `gif,mp4`; the option can be given several times. */
function animationFormats(text: string, before: readonly AnimationFormat[] = []): AnimationFormat[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!(ANIMATIONS as readonly string[]).includes(name))
      throw new InvalidArgumentError(`there are ${ANIMATIONS.join(', ')}`);
  return [...new Set([...before, ...(names as AnimationFormat[])])];
}

/** What `--against` names. */
const against = (text: string) => refused(() => againstText(text));

/** Options under a heading of their own in help. Those that come after are under none. */
export const grouped = (command: Command, heading: string, add: (command: Command) => Command): Command =>
  add(command.optionsGroup(`${heading}:`)).optionsGroup('Options:');

const RAISED_HEADING = 'What is raised';

/** The options that say what is raised. */
export const withObjective = (command: Command): Command =>
  grouped(command, RAISED_HEADING, (c) =>
    c
      .option(
        '--feature <layer:unit>',
        'the channel to raise, or several: 3-9, 1,4 or *; again for more runs',
        featureTexts,
      )
      .option('--class <name>', 'or: the class, by label or index; again for more runs', listed)
      .option(
        '--objective <text>',
        'or: a sum, like "block5c:12 - 0.5*block6a:3@2,2", or an objective as JSON',
      )
      .option('--less-class <name>', 'a class to lower with it; again for more', listed)
      .option('--encoder <file>', "an ONNX encoder of the feature's layer: the unit is its latent")
      .option('--direction <file>', "or: a NumPy file of a direction of --layer's channels", file)
      .option('--layer <name>', 'the layer that --direction is of')
      .option('--row <n>', 'which direction of the file', index)
      .option('--cosine', "raise the angle's cosine instead of the dot product")
      .option('--position <y,x>', 'one position of the channel instead of its mean', position),
  );

/** The options that say what it is raised against. */
export const withAgainst = (command: Command): Command =>
  grouped(command, RAISED_HEADING, (c) =>
    c
      .option(
        '--against <model:feature>',
        "while another's stays: MODEL[:LAYER:UNIT or :CLASS], or self:LAYER:UNIT",
        against,
      )
      .option(
        '--against-strength <x>',
        'how hard: 1 pulls as hard as what is raised (default: 1)',
        nonNegative,
      )
      .addOption(
        new Option('--against-keep <how>', 'what the other does, if not stay').choices(['stays', 'falls']),
      )
      .option('--tune <a,b>', 'find the strength at which it is at A and the other at B', pairOfLevels),
  );

export const MODEL_HELP = `a file or folder, address, hf:OWNER/REPO or known name (default: ${DEFAULT_NETWORK})`;

/** Of a run that is made again. */
export const RECORDED_MODEL_HELP =
  'where the model is now (default: where it was; what ships is found by itself)';

/** A recipe may be a stranger's. */
export const FETCH_HELP = 'fetch the model from where the recipe says, if it is not here';

const MODEL_HEADING = 'The model';

/** The options that say what a model is. */
export const withModel = (command: Command): Command =>
  withDescription(grouped(command, MODEL_HEADING, (c) => c.option('--model <name>', MODEL_HELP)));

/** The options that say how a model is used. */
export const withDescription = (command: Command): Command =>
  grouped(command, MODEL_HEADING, (c) =>
    c
      .option('--input-size <n>', "the model's input in pixels, N or HEIGHTxWIDTH", size)
      .option('--range <lo,hi>', 'what [0, 1] is mapped to', range)
      .option('--mean <r,g,b>', 'or: the mean of each channel', means)
      .option('--std <r,g,b>', 'and its deviation', deviations)
      .addOption(new Option('--channel-order <order>', 'order of the channels').choices(['RGB', 'BGR']))
      .addOption(
        new Option('--layout <layout>', 'where the input has its channels').choices(['NCHW', 'NHWC']),
      )
      .option('--input <name>', 'the input that takes the picture (default: the one that is shaped so)')
      .option(
        '--set <name=value>',
        'a further input: a number, numbers, or a NumPy file; again for more',
        furtherTexts,
      )
      .option('--labels <file>', 'labels of the classes: lines, JSON, YAML, or FILE.csv:COLUMN', labelsFile)
      .option('--logits <layer>', 'the layer of class scores'),
  );

const WHERE_HEADING = 'Where it runs';

export const withDevice = (command: Command): Command =>
  grouped(command, WHERE_HEADING, (c) =>
    c
      .addHelpOption(new Option('-h, --help', 'display help for command').helpGroup(`${WHERE_HEADING}:`))
      .addOption(
        new Option('--device <name>', 'where to run')
          .choices(['cpu', 'cuda', 'webgpu', 'coreml', 'dml', 'auto'])
          .default('cpu'),
      )
      .option('--threads <n>', 'threads (default: all cores)', upTo(MOST_THREADS)),
  );

export interface OutputFlags {
  readonly animate?: readonly AnimationFormat[];
  readonly snapshots?: number;
  readonly saveTensors?: string;
  readonly report?: boolean;
  readonly out?: string;
}

export interface KeepFlags {
  readonly checkpoint?: number | 'off';
}

/** Seconds between checkpoints, or `off`. */
export function checkpointEvery(text: string): number | 'off' {
  if (text.trim() === 'off') return 'off';
  const seconds = decimal(text);
  if (!(seconds >= 0 && seconds < Infinity))
    throw new InvalidArgumentError('it should be seconds, 0 or more, or off');
  return seconds;
}

/** How often a run is kept unless it is said, in seconds. */
export const KEPT_EVERY = 30;

/** How often a run is kept. @param usual said of its default */
export const keepOption = (usual = `${KEPT_EVERY}`): Option =>
  new Option(
    '--checkpoint <seconds>',
    `keep the run every so many seconds; off: only where it is stopped (default: ${usual})`,
  ).argParser(checkpointEvery);

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
        upTo(MOST_STEPS),
      )
      .option(
        '--save-tensors <file>',
        'picture and opacity as float32 in FILE.safetensors or FILE.npy',
        tensorFile,
      )
      .option('--report', 'write report.html, one page that shows the run and needs nothing else')
      .option('--out <folder>', `where the results go (default: ${folder})`, place)
      .addOption(keepOption())
      .option('--json', 'print the result as JSON')
      .option('--quiet', 'print nothing'),
  );

/** The options that say what an accentuation is compared with. */
export const withComparisons = (command: Command): Command =>
  grouped(command, 'Results', (c) =>
    c
      .option(
        '--natural <folder>',
        "photographs whose activations are the scale for the picture's, or exemplars of those",
        photographsOrExemplars,
      )
      .option('--transfer <model>', 'another model that is shown the picture: does its class rise too?')
      .option('--transfer-class <name>', 'what the class is called there (default: the same)'),
  );

/** Canvas of a photograph unless another is asked for (docs/method.md, 1.1). */
export const DEFAULT_SIZE = 512;

/** Canvas of pictures that are looked at many at a time. */
export const CIRCUIT_SIZE = 224;

/** What outputs need, asked before a run so that none is made in vain. @throws FaccentError */
export async function checkOutputs({ animate = [] }: OutputFlags): Promise<void> {
  for (const format of animate) await checkAnimation(format);
}
