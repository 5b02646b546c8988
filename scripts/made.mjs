// Notes in docs/made.json that the npm script which this is a part of has made files of the docs, and what from.
//   node scripts/made.mjs FILE…
//
// Or that they are kept though what they were made from has changed, and why. NAME is a file, or PAGE#PART.
//   npm run docs:keep -- 'REASON' NAME…
import path from 'node:path';
import { recordKept, recordMade } from '../studies/dist/common/made.js';

const root = path.resolve(import.meta.dirname, '..');
const given = process.argv.slice(2);
if (given[0] === '--keep') await recordKept(given.slice(2), given[1]);
else await recordMade(given.map((file) => path.relative(root, path.resolve(file)).replaceAll(path.sep, '/')));
