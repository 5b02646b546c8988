// Proves that files of every other kind with anything wrong in them are read, or are refused in one clear message.
import { campaigns } from './campaign.js';

campaigns([
  { kind: 'labels', what: 'labels: lines, tables, JSON, YAML, label maps', count: [40, 1300] },
  { kind: 'sidecar', what: 'files beside a model: it is loaded, its strongest classes', count: [20, 1000] },
  {
    kind: 'recipe',
    what: 'recipes of versions 1 to 8: checked, read, their files opened, two steps',
    count: [30, 1700],
  },
  { kind: 'photograph', what: 'photographs: read in three sizes, as before, as masks', count: [40, 1600] },
  { kind: 'npy', what: 'NumPy files: as arrays, directions, inputs, pictures', count: [40, 600] },
  { kind: 'safetensors', what: 'safetensors files', count: [40, 500] },
  {
    kind: 'checkpoint',
    what: 'unfinished runs, with the hash that they should have and without: one step',
    count: [40, 200],
  },
]);
