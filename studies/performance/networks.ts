import path from 'node:path';
import { FaccentError } from 'faccent';
import { root } from '../common/root.js';
import { type Work, flagsOf } from './rounds.js';

/** A network that two checkouts are compared on. */
export interface Network {
  readonly name: string;
  /** None of the network that ships. */
  readonly work?: Work;
  /** What `faccent bench` is told. */
  readonly flags: readonly string[];
}

/** The network that ships, held at its own layer; by its folder, for an older checkout may ship another. */
const SHIPPED: Network = {
  name: 'efficientnet-lite0-robust (ships)',
  flags: [
    ...['--model', path.join(root, 'packages/faccent/network/efficientnet-lite0-robust')],
    ...['--class', 'leopard', '--threads', '2'],
  ],
};

const EXAMPLE = 'googlenet=googlenet.onnx:fc:3:inception3a';

/** A network of random weights, of torchvision: NAME=FILE:LAYER:UNIT:REGULARIZED_LAYER, or `none` for the last. */
function networkFrom(text: string): Network {
  const [, name, file, layer, unit, regularize] = /^([^=]+)=(.+):([^:]+):(\d+):([^:]+)$/.exec(text) ?? [];
  if (name === undefined)
    throw new FaccentError(
      `"${text}" is no network: NAME=FILE:LAYER:UNIT:REGULARIZED_LAYER, like ${EXAMPLE}, or none for the last`,
    );
  const work = { file: path.resolve(file!), feature: `${layer}:${unit}`, regularize: regularize! };
  return { name, work, flags: flagsOf(work) };
}

/** The networks that a command line names, and the one that ships. */
export const networksFrom = (texts: readonly string[]): Network[] => [...texts.map(networkFrom), SHIPPED];
