import type { Network } from '../model/network.js';
import { USUAL } from '../model/sources.js';
import { isInputOpen } from './ask.js';
import { fromMetadata } from './metadata.js';
import { fromRescaling } from './rescaling.js';
import { fromGraph, labelsInGraph } from './settings.js';
import type { Description } from './sources.js';

/** What a file says of itself, where nothing else does; its own size goes before what others say of it. */
export function completeFrom(network: Network, description: Description): void {
  description.add(fromMetadata(network.graph.metadata), "the model's metadata");
  // which of several inputs takes the picture may be asked first
  const isOpen = isInputOpen(network, description.values);
  const own = isOpen ? {} : fromGraph(network, description.values);
  description.add(own, "the model's input");
  description.add({ labels: labelsInGraph(network) }, "the model's outputs");
  if (!isOpen) addRescaling(network, description);
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
