// Notes in docs/made.json that the npm script which this is a part of has made files of the docs.
//   node scripts/made.mjs FILE…
// With MADE_BY in the environment, that another command has.
import path from 'node:path';
import { recordMade } from '../studies/dist/common/made.js';

const root = path.resolve(import.meta.dirname, '..');
await recordMade(
  process.argv.slice(2).map((file) => path.relative(root, path.resolve(file)).replaceAll(path.sep, '/')),
);
