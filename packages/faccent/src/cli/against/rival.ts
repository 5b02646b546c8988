import { FaccentError, type Model, type Objective, channel, featureName, seenBy } from 'faccent';
import { about } from '../flags/about.js';
import { featureText } from '../flags/parse.js';
import { checkModelThere, loadModel } from '../models/load.js';
import { type Target, ofClass } from '../target.js';
import { type AgainstText, isUnit } from './text.js';

/** The flags that say what a feature is raised against. */
export interface AgainstFlags {
  readonly against?: AgainstText;
  readonly againstStrength?: number;
  readonly againstKeep?: 'stays' | 'falls';
  /** Levels of what is raised, and of the other. */
  readonly tune?: readonly [number, number];
}

/** What features are raised against. */
export interface Rival {
  /** Other networks than the run's own. */
  readonly networks: readonly Model[];
  /** The other feature, for one that is raised. @throws FaccentError where it has none */
  readonly of: (target: Pick<Target, 'feature'>) => { readonly name: string; readonly objective: Objective };
  /** A target under the name that it has against it; its weight is measured on a photograph. @throws FaccentError as `of` */
  readonly oppose: (target: Target) => Target;
}

/** Looks at what can be told before anything is loaded. @throws FaccentError */
export async function checkAgainst({
  against,
  againstStrength,
  againstKeep,
  tune,
  levels,
}: AgainstFlags & { readonly levels?: unknown }): Promise<void> {
  if (against === undefined) {
    const alone = Object.entries({
      '--against-strength': againstStrength,
      '--against-keep': againstKeep,
      '--tune': tune,
    }).find(([, given]) => given !== undefined);
    if (alone)
      throw new FaccentError(`${alone[0]} goes with --against MODEL[:FEATURE]: what it is raised against`);
    return;
  }
  if (tune && againstStrength !== undefined)
    throw new FaccentError('--tune finds the strength: leave --against-strength out');
  if (tune && levels !== undefined)
    throw new FaccentError('--tune says the level itself: leave --levels out');
  if (against.model !== undefined) await checkModelThere('--against', against.model);
}

/** Loads what features are raised against. @throws FaccentError, GraphError as `loadModel` */
export async function rivalOf({ against }: AgainstFlags, own: Model): Promise<Rival | undefined> {
  if (!against) return undefined;
  const { model, feature } = against;
  const other =
    model === undefined ? own : (await about('--against', () => loadModel(model, { quiet: true }))).model;
  const of: Rival['of'] = (target) => {
    const found = featureIn(other, feature, target);
    const objective = channel({ layer: found.layer, unit: found.unit });
    const where = other === own ? '' : ` in ${nameOf(other)}`;
    return {
      name: `${featureName(found)}${where}`,
      objective: other === own ? objective : seenBy({ model: other, objective }),
    };
  };
  return {
    networks: other === own ? [] : [other],
    of,
    oppose: (target) => ({ ...target, name: `${target.name} against ${of(target).name}` }),
  };
}

/** A unit that is named, a class, or the class that is raised. */
function featureIn(model: Model, named: string | undefined, { feature }: Pick<Target, 'feature'>) {
  if (named !== undefined && isUnit(named)) {
    const { layer, unit } = featureText(named);
    model.resolve(layer);
    return { layer, unit };
  }
  const label = named ?? feature?.label;
  if (label === undefined)
    throw new FaccentError(
      'what is raised is no class with a label: name what it is raised against, as --against MODEL:LAYER:UNIT or MODEL:CLASS',
    );
  return ofClass(model, model.classIndex(label));
}

const nameOf = ({ description, origin }: Model): string =>
  description.name ?? origin?.path?.split(/[\\/]/).at(-1) ?? 'the other model';
