import type { ModelPlaces } from '../platform.js';
import { hubEndpoint, hubToken, offlineByEnvironment } from './environment.js';
import { pathOf } from './files.js';
import { HubFolder } from './hub-cache.js';
import { findFile, folderOf, offlineHelp, shippedFile } from './model-folder.js';
import { ownNames } from './names.js';
import { guard } from './network.js';
import { fetchAddress } from './url-cache.js';

/** Where models are in Node.js. */
export const modelPlaces: ModelPlaces = {
  endpoint: hubEndpoint,
  token: hubToken,
  tokenName: 'HF_TOKEN',
  offline: offlineByEnvironment,
  guard,
  help: offlineHelp,
  shipped: (name) => folderOf(shippedFile(name), { trusted: true }),
  pathOf,
  find: findFile,
  file: (path) => folderOf(path),
  address: fetchAddress,
  repository: (name) => new HubFolder(name),
  ownNames,
};
