import { Network } from '../model/network.js';
import { FaccentError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { Model } from '../model/model.js';
import { checkPlausible } from '../model/plausible.js';
import type { ModelFolder } from '../platform/platform.js';
import { type TransferOptions, refuseOffline } from '../platform/transfer.js';
import { Description, describeFolder, labelsFromConfig } from './describe.js';
import { hubPlace } from './locate.js';
import { type ModelSource, complete, folderOf, named, readFolder } from './open.js';
import { Repository } from './repository.js';
import { fromMetadata } from './metadata.js';
import { NORMALIZATION, PLAIN, type Partly, fromGraph, labelsInGraph } from './settings.js';
import { DEFAULT_NETWORK } from './shipped.js';

/** What is stated of a model, which goes before what its own files say, and how it is fetched. */
export type LoadOptions = Partial<ModelDescription> & TransferOptions;

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
  const name = folder.nameOf(folder.model);
  const network = await named(name, () => Network.open(file.bytes, file.weights));
  const { channelOrder, labels } = description.values;
  // the graph may say what nothing else does
  if (!isComplete(description.values) || channelOrder === undefined || labels === undefined)
    completeFrom(network, description);
  if (description.values.channelOrder === undefined)
    description.assumed.push('channel order RGB, since nothing states another');
  const { values, assumed } = description;
  if (!isComplete(values)) {
    const what = values.size === undefined ? 'size and range' : 'range';
    throw new FaccentError(`"${name}": faccent does not know the ${what} of this model's input: ${EXAMPLE}`, {
      help: 'description',
    });
  }
  await named(name, () => checkPlausible(values, assumed));
  const described = (stated: Partly): Promise<Model> =>
    named(name, () => Model.of(network, stated, { ...file.origin, assumed }));
  const model = await fitted(await described(values), description, described);
  const { regularize } = values;
  if (typeof regularize !== 'string' || !assumed.some((text) => text.startsWith('regularized layer')))
    return model;
  // the catalogue may know another export of the same network
  try {
    model.resolve(regularize);
    return model;
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    assumed.push(`no regularized layer, since this file has no "${regularize}"`);
    return described({ ...values, regularize: undefined });
  }
}

/**
 * A model with as many labels as it has classes. What a person stated must fit; what was found elsewhere is left out, since
 * classes can be given by index.
 */
async function fitted(
  model: Model,
  { values, assumed }: Description,
  described: (stated: Partly) => Promise<Model>,
): Promise<Model> {
  const { labels, problem, said } = model.classes.fitted;
  if (problem === undefined && said === undefined) return model;
  if (labels) {
    assumed.push(said!);
    return described({ ...values, labels });
  }
  const found = assumed.findIndex((text) => /^\d+ labels from /.test(text));
  if (found < 0) throw new FaccentError(problem!);
  assumed[found] = `no ${assumed[found]}, since ${problem}`;
  delete values.labels;
  return described(values);
}

const EXAMPLE =
  'write a model.json beside it, like {"size": [224, 224], "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}, ' +
  'or give the options size and range (or mean and std)';

const isComplete = ({ size, range, mean }: Partly): boolean =>
  size !== undefined && (range ?? mean) !== undefined;

/** Finds a model, fetched where it is not here, and what is known of it before its graph is read. */
export async function findModel(
  source: ModelSource,
  options: LoadOptions,
): Promise<{ readonly folder: ModelFolder; readonly description: Description }> {
  const transfer = complete(options);
  const { folder, entry } = await folderOf(source, transfer);
  const description = new Description();
  description.add(Object.fromEntries([...PLAIN, ...NORMALIZATION].map((key) => [key, options[key]])));
  if (entry?.own && entry.description) description.add(entry.description);
  await describeFolder(folder, description);
  if (entry && !entry.own && entry.description)
    description.add(entry.description, `the catalogue's entry ${entry.name}`);
  if (entry?.labelsFrom !== undefined && description.values.labels === undefined)
    await addLabels(entry.labelsFrom, description, transfer);
  return { folder, description };
}

/** What a graph says of itself, where nothing else does. */
export function completeFrom(network: Network, description: Description): void {
  description.add(fromMetadata(network.graph.metadata), "the model's metadata");
  description.add(fromGraph(network, description.values), "the model's input");
  description.add({ labels: labelsInGraph(network) }, "the model's outputs");
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
    description.assumed.push(`no labels, since ${error.message}`);
  }
}
