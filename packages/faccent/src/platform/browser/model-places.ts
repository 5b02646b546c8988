import { FaccentError } from '../../errors.js';
import { httpFor, refuseOffline } from '../transfer.js';
import type { TransferOptions } from '../transfer.js';
import type { ModelFolder, ModelPlaces } from '../platform.js';
import { fetchFile } from './fetch-file.js';
import { fetchBytes } from './files.js';
import { HUB } from './hub.js';
import { PageRepository } from './repository.js';
import { Store } from './store.js';

declare const location: { readonly href: string };

/** The network that ships. Bundlers find the files by how they are written, and put them beside the page's scripts. */
const SHIPPED: Readonly<Record<string, () => URL>> = {
  'model.onnx': () => new URL('../../../network/model.onnx', import.meta.url),
  'model.json': () => new URL('../../../network/model.json', import.meta.url),
  'labels.txt': () => new URL('../../../network/labels.txt', import.meta.url),
};

const help = (): string =>
  'without a network, give the bytes of a model (mini-inception comes with the page)';

/** Where models are in a page. */
export const modelPlaces: ModelPlaces = {
  endpoint: () => HUB,
  token: () => undefined,
  tokenName: 'the option token',
  offline: () => false,
  help,
  shipped: () => ({
    ...{ model: 'model.onnx', source: 'mini-inception', foreign: false },
    nameOf: (name) => name,
    read: async (name) => {
      const address = SHIPPED[name]?.();
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
