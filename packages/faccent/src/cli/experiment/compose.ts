import {
  type ExperimentDesign,
  type ExperimentPage,
  type ExperimentPlan,
  type ExperimentUnit,
  type Model,
  digest,
} from 'faccent';
import { canonicalJson } from '../../declaration/json.js';
import { EXPERIMENT_FORMAT } from '../../experiment/page-data.js';
import { networkRecord } from '../../recipe/make.js';
import { version } from '../../version.js';
import type { Exemplars } from '../exemplars/read.js';
import { type Chosen, type Unit, chosenFor } from './photographs.js';
import { fileOf } from './pictures.js';
import type { ConditionRuns, Pictures, Wanted } from './wanted.js';

/** What a page is composed of. */
export interface Parts {
  readonly plan: ExperimentPlan;
  readonly model: Model;
  readonly units: readonly Unit[];
  readonly practice: readonly Unit[];
  readonly exemplars: Exemplars;
  readonly pictures: Pictures;
  readonly conditions: readonly ConditionRuns[];
}

/** A page whose pictures are still to be made. */
export interface Composed {
  readonly page: ExperimentPage;
  /** Each picture once; runs that share graphs beside each other. */
  readonly wanted: readonly Wanted[];
  /** How it was made, as `experiment.json` says it. */
  readonly record: object;
}

/** Chooses all photographs and says what is to be made of them. @throws FaccentError that names the unit that cannot be asked about */
export async function compose(parts: Parts): Promise<Composed> {
  const { plan, model, units, practice, exemplars } = parts;
  const wanted = new Map<string, Wanted>();
  const put = (some: readonly Wanted[]): string[] => {
    for (const one of some) wanted.set(one.id, one);
    return some.map(fileOf);
  };
  const made: ExperimentUnit[] = [];
  for (const unit of [...units, ...practice]) made.push(await unitOf(unit, parts, put));
  const { title, consent, instructions, question } = plan;
  const rest = {
    ...{ title, consent, ...(instructions && { instructions }), question },
    design: designOf(plan, units.length, practice.length),
    conditions: plan.conditions.map(({ name }) => name),
    units: made,
  };
  const id = (await digest(new TextEncoder().encode(canonicalJson(rest)))).slice(0, 16);
  const { folder, about } = exemplars;
  return {
    page: { format: EXPERIMENT_FORMAT, version: 1, id, ...rest },
    // first what takes no time
    wanted: [...wanted.values()].sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0)),
    record: {
      ...{ format: EXPERIMENT_FORMAT, version: 1, id, faccent: version, plan },
      network: withoutLabels(networkRecord(model)),
      exemplars: { folder, of: about.of, photographs: about.photographs },
      pictures: Object.fromEntries([...wanted.values()].map((one) => [fileOf(one), recordOf(one)])),
      units: made,
    },
  };
}

const designOf = (
  { conditions, sharing, order, pairs, references, catchTrials, randomSeed }: ExperimentPlan,
  units: number,
  practice: number,
): ExperimentDesign => ({
  conditions: conditions.map(({ show }) => ({ hasReferences: show !== 'nothing' })),
  ...{ sharing, order, units, practice, pairs, references, catchTrials, randomSeed },
});

async function unitOf(
  unit: Unit,
  { plan, model, exemplars, pictures, conditions }: Parts,
  put: (some: readonly Wanted[]) => string[],
): Promise<ExperimentUnit> {
  const chosen = await chosenFor(unit, exemplars, model, plan);
  const query = async (place: number) => {
    const [picture] = put([await pictures.photograph(chosen.photographs[place]!)]);
    return { picture: picture!, activation: chosen.values[place]! };
  };
  const pairs: ExperimentUnit['pairs'][number][] = [];
  for (const { low, high } of chosen.pairs) pairs.push({ low: await query(low), high: await query(high) });
  const references: ExperimentUnit['references'][number][] = [];
  for (const condition of conditions) references.push(await referencesOf(condition, unit, chosen, put));
  return { ...unit, pairs, references };
}

async function referencesOf(
  condition: ConditionRuns,
  unit: Unit,
  chosen: Chosen,
  put: (some: readonly Wanted[]) => string[],
): Promise<ExperimentUnit['references'][number]> {
  const [low, high] = [
    put(await condition.of(unit, 'low', chosen)),
    put(await condition.of(unit, 'high', chosen)),
  ];
  return low.length ? { low, high } : null;
}

/** How a picture is made: of a photograph by its hash, by which run. */
const recordOf = ({ photograph, request }: Wanted): object => ({
  photograph: photograph?.sha256,
  ...(request && { objective: request.objective, settings: request.settings }),
});

/** Labels of a thousand classes shape nothing. */
function withoutLabels({ description, ...network }: ReturnType<typeof networkRecord>): object {
  const { labels, ...rest } = description;
  void labels;
  return { ...network, description: rest };
}
