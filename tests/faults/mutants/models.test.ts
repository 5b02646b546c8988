// Proves that models with anything wrong in their files run, or are refused in one clear message: no crash, no hang.
import { campaigns } from './campaign.js';

campaigns([
  {
    kind: 'model',
    what: 'models: loaded, layers listed, strongest classes, one step, one gradient',
    count: [25, 3000],
  },
]);
