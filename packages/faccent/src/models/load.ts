import { Network } from '../model/network.js';
import { FaccentError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { Model } from '../model/model.js';
import { checkPlausible } from '../model/plausible.js';
import type { ModelFolder } from '../platform/platform.js';
import { type TransferOptions, refuseOffline } from '../platform/transfer.js';
import { describeFolder, labelsFromConfig } from './describe.js';
import { NORMALIZATION, PLAIN } from './fields.js';
import { hubPlace } from './locate.js';
import { type ModelSource, folderOf, named, readFolder, transferOf } from './open.js';
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
 * @example
 * const model = await loadModel(); // efficientnet-lite0-robust, which ships
 * model.logits; // 'logits'
 * @example const model = await loadModel('model.onnx', { size: [224, 224], range: [-1, 1], channelOrder: 'RGB' });
 * @example const model = await loadModel('hf:Xenova/resnet-50', { onProgress: ({ bytes }) => console.log(bytes) });
 */
export async function loadModel(
  source: ModelSource = DEFAULT_NETWORK,
  options: LoadOptions = {},
): Promise<Model> {
  const { folder, description, ships } = await findModel(source, options);
  const file = await readFolder(folder);
  return named(folder.nameOf(folder.model), async () => {
    const network = Network.open(file.bytes, file.weights);
    if (!ships) await complete(network, description, options.assume);
    const { values, sources } = description;
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

/** What the file itself says, and a question where that is not all: what ships says all beside it. */
async function complete(
  network: Network,
  description: Description,
  assume: LoadOptions['assume'],
): Promise<void> {
  const [{ completeFrom }, { askFor }] = await Promise.all([import('./complete.js'), import('./ask.js')]);
  completeFrom(network, description);
  if (assume) description.add(assume, 'nothing (runs must be told)');
  askFor(network, description.values);
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
): Promise<{ readonly folder: ModelFolder; readonly description: Description; readonly ships?: true }> {
  const transfer = transferOf(options);
  const { folder, entry, ships } = await folderOf(source, transfer);
  const description = new Description();
  description.add(Object.fromEntries([...PLAIN, ...NORMALIZATION].map((key) => [key, options[key]])));
  if (entry?.own && entry.description) description.add(entry.description, `your name "${entry.name}"`, OWN);
  await describeFolder(folder, description);
  if (entry && !entry.own && entry.description)
    description.add(entry.description, `${CATALOGUE} ${entry.name}`);
  const { labelsFrom } = entry ?? {};
  if (labelsFrom !== undefined && description.values.labels === undefined)
    await description.addLabels(labelsFrom, () => labelsOfOther(labelsFrom, transfer));
  return { folder, description, ships };
}

/** Labels of another repository. @throws FaccentError */
async function labelsOfOther(place: string, transfer: TransferOptions): Promise<string[] | undefined> {
  const { file, ...reference } = hubPlace(place);
  const { Repository } = await import('./repository.js');
  const bytes = await new Repository(reference, transfer).read(file!);
  if (!bytes) refuseOffline(place, true, '');
  return bytes && labelsFromConfig(bytes, place);
}
