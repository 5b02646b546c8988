import { FaccentError } from '../../errors.js';
import { DEFAULT_NETWORK, type ShippedName } from '../../models/shipped.js';
import { httpFor, refuseOffline } from '../transfer.js';
import type { TransferOptions } from '../transfer.js';
import type { ModelFolder, ModelPlaces } from '../platform.js';
import { fetchFile } from './fetch-file.js';
import { fetchBytes } from './files.js';
import { HUB } from './hub.js';
import { PageRepository } from './repository.js';
import { Store } from './store.js';

declare const location: { readonly href: string };

/**
 * The networks that ship. Bundlers find the files by how they are written, and put them beside the page's scripts; a page
 * fetches those of the network that it loads.
 */
const SHIPPED: Readonly<Record<ShippedName, Readonly<Record<string, () => URL>>>> = {
  'efficientnet-lite0-robust': {
    'model.onnx': () => new URL('../../../network/efficientnet-lite0-robust/model.onnx', import.meta.url),
    'model.json': () => new URL('../../../network/efficientnet-lite0-robust/model.json', import.meta.url),
    'labels.txt': () => new URL('../../../network/efficientnet-lite0-robust/labels.txt', import.meta.url),
  },
  'efficientnet-lite0': {
    'model.onnx': () => new URL('../../../network/efficientnet-lite0/model.onnx', import.meta.url),
    'model.json': () => new URL('../../../network/efficientnet-lite0/model.json', import.meta.url),
    'labels.txt': () => new URL('../../../network/efficientnet-lite0/labels.txt', import.meta.url),
  },
};

const help = (): string =>
  `without a network, give the bytes of a model (${DEFAULT_NETWORK} comes with the page)`;

/** Where models are in a page. */
export const modelPlaces: ModelPlaces = {
  endpoint: () => HUB,
  token: () => undefined,
  tokenName: 'the option token',
  offline: () => false,
  guard: () => undefined,
  help,
  shipped: (network) => ({
    ...{ model: 'model.onnx', source: network, foreign: false },
    nameOf: (name) => name,
    read: async (name) => {
      const address = SHIPPED[network][name]?.();
      return address && fetchBytes(address.href, 'read the model');
    },
  }),
  pathOf: (address) => {
    throw new FaccentError(`"${address}": a page reads no files of the machine; give an address or a Blob`);
  },
  find: () => Promise.resolve(undefined),
  file: (path) => {
    const { href } = new URL(path, location.href);
    return alone(href, () => fetchBytes(href, 'read the model'));
  },
  address: async (url, options) => {
    // what the page's own server has is the page's to keep
    if (new URL(url).origin === new URL(location.href).origin)
      return alone(url, () => fetchBytes(url, 'read the model'));
    const bytes = await fetchAddress(url, options);
    return alone(url, () => Promise.resolve(bytes));
  },
  repository: (name) => new PageRepository(name),
  ownNames: () => Promise.resolve([]),
};

/** A model's file at an address, with nothing beside it. */
function alone(url: string, read: () => Promise<Uint8Array>): ModelFolder {
  const model = new URL(url).pathname.split('/').at(-1) || 'model.onnx';
  return {
    ...{ model, source: url, foreign: true },
    nameOf: (name) => (name === model ? url : name),
    read: (name) => (name === model ? read() : Promise.resolve(undefined)),
  };
}

async function fetchAddress(url: string, options: TransferOptions): Promise<Uint8Array> {
  const store = new Store();
  const kept = await store.get(url);
  if (kept) return kept;
  refuseOffline(url, options.offline, help());
  const { onProgress } = options;
  const file = new URL(url).pathname.split('/').at(-1)!;
  const http = httpFor(options, { tokenName: modelPlaces.tokenName, help: help() });
  const bytes = await fetchFile(http, url, {
    progress: onProgress && ((done, total) => onProgress({ file, bytes: done, total })),
  });
  await store.put(url, bytes);
  return bytes;
}
