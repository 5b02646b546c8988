import type { Memory } from 'onnx-grad';
import { FaccentError } from '../errors.js';

/** Values of less are made, whatever they are made of. In bytes. */
const LITTLE = 2 ** 30;

/** Networks make values of some hundred times the bytes of their weights and pictures; a file that is a trap, of any. */
const MOST_TIMES = 1024;

const size = (bytes: number): string =>
  bytes < 2 ** 40 ? `${(bytes / 2 ** 30).toPrecision(3)} GiB` : `${(bytes / 2 ** 40).toPrecision(3)} TiB`;

/**
 * Before anything of a graph is allocated.
 * @param room the memory that there is, in bytes; undefined where that is not known
 * @throws FaccentError for a graph that needs more, or has values out of all proportion to what they are made of
 */
export function checkRoom({ most, given, largest }: Memory, room = Infinity): void {
  if (most <= Math.min(room, Math.max(LITTLE, MOST_TIMES * given))) return;
  const { operator, domain, name, outputs } = largest!.node;
  const node = `${domain && `${domain}.`}${operator} (node "${name || outputs.find(Boolean)}")`;
  const reason =
    most > room
      ? `this machine has ${size(room)}`
      : 'that is out of all proportion to its weights and pictures';
  throw new FaccentError(
    `this graph needs ${size(most)} of memory, and ${reason}; its largest value, of ${node}, is ` +
      `[${largest!.dims.join(', ')}], ${size(largest!.bytes)}: choose fewer views, a smaller size of the picture or of the ` +
      `model's input, or a layer before it`,
  );
}
