import * as z from 'zod/mini';
import { completed } from '../declaration/declare.js';
import { type Complete, optional, required, usually } from '../declaration/option.js';
import {
  type Schema,
  count,
  index,
  isObject,
  oneOf,
  text,
  twoOf,
  wholeNumber,
  wrong,
} from '../declaration/schema.js';
import { pictureOptions } from '../options.js';

/** More of these are a mistake. */
const [MOST_REFERENCES, MOST_PAIRS, MOST_CATCH, MOST_VIEWS] = [25, 1000, 1000, 1024];

/** Letters of a name, which stands in every row of a participant's answers. */
const LONGEST_NAME = 60;

const object = z.custom<Readonly<Record<string, unknown>>>(isObject, 'an object');
const texts = (least: number, wanted: string): Schema<readonly string[]> =>
  z.array(text, wanted).check(z.minLength(least, wanted));
const lines = texts(1, 'a list of texts, one a paragraph');
const name = text.check(z.maxLength(LONGEST_NAME, `a text of up to ${LONGEST_NAME} letters`));
const share = z
  .number('a number from 0 to 1')
  .check(z.minimum(0, 'a number from 0 to 1'), z.maximum(1, 'a number from 0 to 1'));
const part = twoOf(share, 'two numbers from 0 to 1, the smaller first').check(
  z.refine(([from, to]) => from < to, 'two numbers from 0 to 1, the smaller first'),
);

/**
 * What a condition of an experiment may be told: how the references are made that it shows.
 * @example checkOption(conditionOptions.show.schema, 'accentuations', 'show'); // 'accentuations'
 */
export const conditionOptions = {
  name: required(name, 'what it is called in the answers'),
  show: required(
    oneOf('photographs', 'accentuations', 'visualizations', 'nothing'),
    "references: the unit's weakest and strongest photographs; accentuations of photographs, for the low end lowered; visualizations from noise, for the low end lowered; or none, as a baseline",
  ),
  from: usually(
    oneOf('same', 'random'),
    'same',
    'photographs that are accentuated: those which `photographs` shows of the same end, or others at random, the same for both ends',
  ),
  views: optional(count(MOST_VIEWS), 'views of a step; 16 of accentuations, 8 of visualizations'),
  settings: optional(object, 'options of the runs, as recipes have them, like {"steps": 100}'),
};

/**
 * What the plan of an experiment may say, declared once: the check, its messages and the docs' table come from here.
 * @example checkOption(experimentOptions.references.schema, 9, 'references'); // 9
 */
export const experimentOptions = {
  title: usually(name, 'Which picture drives the unit more?', 'what the page is called'),
  consent: required(
    lines,
    'what participants consent to, a list of paragraphs: who asks, what is kept, whom to ask',
  ),
  instructions: optional(lines, 'paragraphs that stand in the place of the usual instructions'),
  question: usually(
    text,
    'Which of the two framed pictures drives the unit more?',
    'what is asked in each trial',
  ),
  photographs: required(
    text,
    "a folder of photographs, or one that `faccent exemplars` made of them, from the plan's own folder",
  ),
  units: required(
    texts(1, 'a list of layers and units'),
    'what is asked about, like ["block5c:0-11", "logits:281"]',
  ),
  practice: usually(
    texts(0, 'a list of layers and units'),
    [],
    'other units, which are shown first, with what is right',
  ),
  conditions: required(
    z.array(object, 'a list of conditions').check(z.minLength(1, 'a list of one or more conditions')),
    'what is compared',
  ),
  references: usually(count(MOST_REFERENCES), 9, 'reference pictures of each end'),
  pairs: usually(
    count(MOST_PAIRS),
    1,
    'pairs of query photographs of each unit, of which a participant sees one a condition',
  ),
  low: usually(
    part,
    [0, 0.05] as const,
    'the part of the photographs, by rank, that queries of the low end are drawn of',
  ),
  high: usually(part, [0.95, 1] as const, 'and those of the high end'),
  catchTrials: usually(
    index.check(z.maximum(MOST_CATCH, `a whole number from 0 to ${MOST_CATCH}`)),
    5,
    'trials that anyone who looks gets right: their queries are references',
  ),
  sharing: usually(
    oneOf('rotate', 'all', 'one'),
    'rotate',
    'each participant sees each unit in one condition that rotates, in all conditions, or all units in one condition',
  ),
  order: usually(
    oneOf('mixed', 'blocks'),
    'mixed',
    'conditions mixed, or each in a block, in orders that are balanced',
  ),
  size: usually(
    pictureOptions.size.schema,
    [224, 224] as const,
    'height and width of all pictures, and of the canvas on which units are measured',
  ),
  background: pictureOptions.background,
  randomSeed: usually(wholeNumber, 0, 'seed of what is drawn, and of the order of trials'),
};

/** A condition of an experiment. */
export type ExperimentCondition = Complete<typeof conditionOptions>;

/** The plan of an experiment, with nothing left to defaults. */
export type ExperimentPlan = Omit<Complete<typeof experimentOptions>, 'conditions'> & {
  readonly conditions: readonly ExperimentCondition[];
};

/**
 * The plan of an experiment from JSON.
 * @throws FaccentError that names the field that is missing, unknown, or not what it should be
 * @example
 * const plan = readExperimentPlan(JSON.parse(await readFile('plan.json', 'utf8')));
 * plan.references; // 9: where it says nothing
 */
export function readExperimentPlan(json: unknown): ExperimentPlan {
  if (!isObject(json)) throw wrong(json, 'the plan', 'an object');
  const plan = completed(experimentOptions, json, 'plan') as Complete<typeof experimentOptions>;
  const conditions = plan.conditions.map(
    (one, i) => completed(conditionOptions, one, `plan.conditions[${i}]`) as ExperimentCondition,
  );
  for (const [i, { name, show, views, settings }] of conditions.entries()) {
    const path = `plan.conditions[${i}]`;
    if (conditions.findIndex((other) => other.name === name) < i)
      throw wrong(name, `${path}.name`, 'a name that no other condition has');
    const made = show === 'accentuations' || show === 'visualizations';
    if (!made && (views ?? settings) !== undefined)
      throw wrong(
        views ?? settings,
        `${path}.${views === undefined ? 'settings' : 'views'}`,
        `left out: nothing is made where it shows ${show}`,
      );
  }
  return { ...plan, conditions };
}
