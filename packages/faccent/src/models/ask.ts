import { FaccentError, type Helpful } from '../errors.js';
import { inputsBehind } from '../model/further-inputs.js';
import type { Network } from '../model/network.js';
import {
  type PictureInput,
  chosenInput,
  likelyInputs,
  listed,
  pictureInput,
} from '../model/picture-input.js';
import type { Json, Partly } from './fields.js';

/** What nothing says of a model, by option, and a description that says it: to be put right. */
interface Unknown {
  readonly what: string;
  readonly options: readonly string[];
  readonly example: Json;
}

/**
 * Asks for all that must be known of a model and that nothing says: at once, with a description made for this model that
 * can be kept beside it.
 * @throws FaccentError where there is anything to ask
 */
export function askFor(network: Network, values: Partly): void {
  const { inputs } = network.graph;
  const isOpen = isInputOpen(network, values);
  const name = isOpen ? undefined : chosenInput(inputs, textOf(values.input)).name;
  const picture = pictureInput(network.graph, name ?? likelyInputs(inputs)[0]?.name, undefined);
  const asked = [ofPixels(picture, values)];
  // further inputs are needed by what is made of them only: no reason to ask by themselves
  if (isOpen || asked[0]) asked.unshift(ofInputs(network, picture, values, isOpen));
  const unknown = asked.filter((one) => one !== undefined);
  if (!unknown.length) return;
  const example = JSON.stringify(Object.assign({}, ...unknown.map((one) => one.example)));
  const options = unknown.flatMap((one) => one.options);
  throw new FaccentError(
    `faccent does not know ${unknown.map(({ what }) => what).join(', nor ')}: write a model.json beside it, like ` +
      `${example.replaceAll(/([:,])/g, '$1 ')}, or give the options ${inWords(options)}`,
    { help: isOpen ? 'inputs' : helpFor(options) },
  );
}

/** What the flags of these options are looked up by. */
function helpFor([first, ...others]: readonly string[]): Helpful {
  if (others.length || first === 'inputs') return 'description';
  return first === 'size' ? 'size' : 'range';
}

/** Whether several inputs are as likely to take the picture, and nothing says which does. */
export const isInputOpen = ({ graph }: Network, { input }: Partly): boolean =>
  input === undefined && graph.inputs.length > 1 && likelyInputs(graph.inputs).length !== 1;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const inWords = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join('');

/** Of several inputs the one that takes the picture, and what the others have. */
function ofInputs(
  { graph }: Network,
  picture: PictureInput,
  values: Partly,
  isOpen: boolean,
): Unknown | undefined {
  const given = Object.keys(values.inputs ?? {});
  const needed = new Set(graph.outputs.flatMap((output) => inputsBehind(graph, output)));
  const others = graph.inputs.filter(
    ({ name }) => name !== picture.name && needed.has(name) && !given.includes(name),
  );
  if (!isOpen && !others.length) return undefined;
  const inputs = Object.fromEntries(others.map(({ name }): [string, number] => [name, 0]));
  if (!isOpen)
    return {
      what: `what its further inputs have, ${listed(others)}`,
      options: ['inputs'],
      example: { inputs },
    };
  return {
    what: `which of its ${graph.inputs.length} inputs takes the image and what the others have, ${listed(graph.inputs)}`,
    options: ['input', 'inputs'],
    example: { input: picture.name, ...(others.length && { inputs }) },
  };
}

/** How large its pictures are, and what training did to their pixels. */
function ofPixels(picture: PictureInput, { size, range, mean }: Partly): Unknown | undefined {
  const lacksSize = (size ?? picture.size) === undefined;
  const lacksRange = (range ?? mean) === undefined && picture.type !== 'uint8';
  if (!lacksSize && !lacksRange) return undefined;
  const options = [lacksSize && 'size', lacksRange && 'range (or mean and std)'].filter((o) => o !== false);
  const names = [lacksSize && 'size', lacksRange && 'range'].filter((o) => o !== false);
  const shown = (size ?? picture.size ?? [224, 224]) as readonly number[];
  return {
    ...{ what: `the ${names.join(' and ')} of this model's input`, options },
    example: { size: shown, ...(lacksRange && exampleRange(picture)) },
  };
}

/** Of colours what most networks are trained on; of other planes what they may be. */
const exampleRange = ({ channels }: PictureInput): Json =>
  channels === 3 ? { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } : { range: [0, 1] };
