// Proves that plans are read as they are declared, and that what is wrong with one is named.
import { expect, test } from 'vitest';
import { conditionOptions, experimentOptions, readExperimentPlan } from './index.js';

const plan = {
  consent: ['We keep your answers.'],
  photographs: 'exemplars',
  units: ['block5c:0-3'],
  conditions: [{ name: 'natural', show: 'photographs' }],
};

test('defaults are those that are declared', () => {
  const read = readExperimentPlan(plan);
  expect(read).toMatchObject({ ...plan, references: 9, pairs: 1, low: [0, 0.05], high: [0.95, 1] });
  expect(read.conditions[0]).toMatchObject({ name: 'natural', from: 'same' });
  expect(Object.keys(read).sort()).toEqual(Object.keys(experimentOptions).sort());
  expect(Object.keys(read.conditions[0]!).sort()).toEqual(Object.keys(conditionOptions).sort());
});

test.each([
  [[], 'the plan is []; it should be an object'],
  [{ ...plan, consent: undefined }, 'plan.consent is missing; it should be a list of texts, one a paragraph'],
  [{ ...plan, consent: 'yes' }, 'plan.consent is "yes"; it should be a list of texts'],
  [{ ...plan, reference: 9 }, 'plan has "reference", which it does not know; it has title, consent'],
  [{ ...plan, references: 0 }, 'plan.references is 0; it should be a whole number from 1 to 25'],
  [
    { ...plan, low: [0.2, 0.1] },
    'plan.low is [0.2,0.1]; it should be two numbers from 0 to 1, the smaller first',
  ],
  [{ ...plan, high: [0.9, 1.1] }, 'plan.high[1] is 1.1; it should be a number from 0 to 1'],
  [{ ...plan, conditions: [] }, 'plan.conditions is []; it should be a list of one or more conditions'],
  [{ ...plan, conditions: ['a'] }, 'plan.conditions[0] is "a"; it should be an object'],
  [
    { ...plan, conditions: [{ name: 'a', show: 'pictures' }] },
    'plan.conditions[0].show is "pictures"; it should be photographs or accentuations or visualizations or nothing',
  ],
  [
    { ...plan, conditions: [plan.conditions[0], plan.conditions[0]] },
    'plan.conditions[1].name is "natural"; it should be a name that no other condition has',
  ],
  [
    { ...plan, conditions: [{ ...plan.conditions[0], views: 4 }] },
    'plan.conditions[0].views is 4; it should be left out: nothing is made where it shows photographs',
  ],
])('%j is refused', (json, message) => {
  expect(() => readExperimentPlan(json)).toThrow(message);
});
