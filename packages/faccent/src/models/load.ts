import { Network } from '../model/network.js';
import { FaccentError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { Model } from '../model/model.js';
import { checkPlausible } from '../model/plausible.js';
import { USUAL } from '../model/sources.js';
import type { ModelFolder } from '../platform/platform.js';
import { type TransferOptions, refuseOffline } from '../platform/transfer.js';
import { askFor, isInputOpen } from './ask.js';
import { describeFolder, labelsFromConfig } from './describe.js';
import { hubPlace } from './locate.js';
import { type ModelSource, complete, folderOf, named, readFolder } from './open.js';
import { Repository } from './repository.js';
import { fromMetadata } from './metadata.js';
import { fromRescaling } from './rescaling.js';
import { NORMALIZATION, PLAIN, fromGraph, labelsInGraph } from './settings.js';
import { DEFAULT_NETWORK } from './shipped.js';
import { Description, OWN } from './sources.js';

/** What is stated of a model, which goes before what its own files say, and how it is fetched. */
export type LoadOptions = Partial<ModelDescription> &
  TransferOptions & {
    /** What is taken where nothing says it: for looking at a network that is not run. */
    readonly assume?: Partial<ModelDescription>;
  };

/**
 * Loads a model: a network that ships, or one from elsewhere. What must be known of it besides its graph is read from
 * what lies beside it (`model.json`, what transformers and timm write), from the catalogue and from its metadata; what
 * none of them says must be stated in the options. The result's `origin` tells what was taken from where.
 *
 * What is fetched is kept: from the Hub in the cache of huggingface_hub (HF_HOME, HF_HUB_CACHE), from an address in
 * FACCENT_CACHE, in a page in its Cache.
 * @throws FaccentError, GraphError that say what is wrong and what to do
 * @example const model = await loadModel() // efficientnet-lite0-robust
 * @example const model = await loadModel('efficientnet-lite0')
 * @example const model = await loadModel('hf:Xenova/resnet-50', { onProgress: ({ bytes }) => console.log(bytes) })
 */
export async function loadModel(
  source: ModelSource = DEFAULT_NETWORK,
  options: LoadOptions = {},
): Promise<Model> {
  const { folder, description } = await findModel(source, options);
  const file = await readFolder(folder);
  return named(folder.nameOf(folder.model), () => {
    const network = Network.open(file.bytes, file.weights);
    completeFrom(network, description);
    if (options.assume) description.add(options.assume, 'nothing (runs must be told)');
    const { values, sources } = description;
    askFor(network, values);
    checkPlausible(values, sources);
    if (isOfOthers(sources.regularize) && !has(network, values.regularize))
      description.set(
        'regularize',
        undefined,
        `this file has no "${String(values.regularize)}" of ${sources.regularize}`,
      );
    return fitted(Model.of(network, values, { ...file.origin, sources }), network, description);
  });
}

/** Whether something is from what is known of the networks of a name: other files may have other layers. */
const isOfOthers = (source: string | undefined): source is string => source?.startsWith(CATALOGUE) === true;

function has(network: Network, layer: unknown): boolean {
  try {
    network.resolve(String(layer));
    return true;
  } catch (error) {
    if (error instanceof FaccentError) return false;
    throw error;
  }
}

/**
 * A model with as many labels as it has classes. What a person stated must fit; what was found elsewhere is left out, since
 * classes can be given by index.
 */
function fitted(model: Model, network: Network, description: Description): Model {
  const { labels, problem, said } = model.classes.fitted;
  if (problem === undefined && said === undefined) return model;
  const { values, sources } = description;
  const from = sources.labels!;
  if (labels) description.set('labels', labels, `${from} (${said})`);
  else if (description.isOwn('labels')) throw new FaccentError(problem!);
  else description.set('labels', undefined, `not those of ${from}: ${problem}`);
  return Model.of(network, values, { ...model.origin!, sources });
}

const CATALOGUE = "the catalogue's entry";

/** Finds a model, fetched where it is not here, and what is known of it before its graph is read. */
export async function findModel(
  source: ModelSource,
  options: LoadOptions,
): Promise<{ readonly folder: ModelFolder; readonly description: Description }> {
  const transfer = complete(options);
  const { folder, entry } = await folderOf(source, transfer);
  const description = new Description();
  description.add(Object.fromEntries([...PLAIN, ...NORMALIZATION].map((key) => [key, options[key]])));
  if (entry?.own && entry.description) description.add(entry.description, `your name "${entry.name}"`, OWN);
  await describeFolder(folder, description);
  if (entry && !entry.own && entry.description)
    description.add(entry.description, `${CATALOGUE} ${entry.name}`);
  if (entry?.labelsFrom !== undefined && description.values.labels === undefined)
    await addLabels(entry.labelsFrom, description, transfer);
  return { folder, description };
}

/** What a file says of itself, where nothing else does; its own size goes before what others say of it. */
export function completeFrom(network: Network, description: Description): void {
  description.add(fromMetadata(network.graph.metadata), "the model's metadata");
  // which of several inputs takes the picture may be asked first
  const own = isInputOpen(network, description.values) ? {} : fromGraph(network, description.values);
  description.add(own, "the model's input");
  description.add({ labels: labelsInGraph(network) }, "the model's outputs");
  if (!isInputOpen(network, description.values)) addRescaling(network, description);
  const { values, sources } = description;
  const [said, fixed] = [values.size, own.size].map((size) => (Array.isArray(size) ? size.join(' × ') : ''));
  // what a person says is refused where it contradicts the file
  if (fixed && said !== fixed && !description.isOwn('size'))
    description.set('size', own.size, `the model's input, though ${said} is said by ${sources.size}`);
  if (values.channelOrder === undefined) description.set('channelOrder', 'RGB', USUAL);
}

/** The range of a network that rescales its pixels itself, or that a person says another. */
function addRescaling(network: Network, description: Description): void {
  const rescaled = fromRescaling(network, description.values);
  description.add(rescaled, 'the rescaling that the network begins with');
  const { range = [] } = rescaled;
  for (const key of ['range', 'mean'] as const)
    if (range.length && description.isOwn(key) && String(description.values[key]) !== String(range))
      description.set(
        key,
        description.values[key],
        `${description.sources[key]}, though the network begins with a rescaling of ${range.join(' to ')}`,
      );
}

/** Labels of another repository. Without them classes are given by index, which is no reason to fail. */
async function addLabels(place: string, description: Description, transfer: TransferOptions): Promise<void> {
  const { file, ...reference } = hubPlace(place);
  try {
    const bytes = await new Repository(reference, transfer).read(file!);
    if (!bytes) return refuseOffline(place, true, '');
    description.add({ labels: labelsFromConfig(bytes, place) }, place);
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    description.sources.labels = `${place} has none: ${error.message}`;
  }
}
