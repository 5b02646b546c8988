import type { ExplainedPart, Explanation } from '../explanation/explanation.js';
import type { ScoredClass } from '../explanation/classes.js';

/** What an explanation's `explain.json` holds. */
export interface ExplanationJson {
  /** The photograph's file. */
  readonly photo: string;
  readonly predicted: string;
  readonly actual: string;
  /** On the photograph, the strongest first. */
  readonly said: readonly ScoredClass[];
  readonly accentuations: readonly (Pick<ExplainedPart, 'part' | 'probabilities' | 'channels'> & {
    readonly name: string;
    readonly activation: { readonly before: number; readonly after: number };
    /** The file that replays it. */
    readonly recipe: string;
  })[];
}

/** The file that replays a part. */
export const recipeFile = ({ part }: ExplainedPart): string => `recipe-${part}.json`;

/**
 * An explanation's numbers, as plain JSON.
 * @example console.log(JSON.stringify(explanationJson(await explain(model, photograph))))
 */
export const explanationJson = ({ photograph, names, said, explained }: Explanation): ExplanationJson => ({
  ...{ photo: photograph.path ?? '', ...names, said },
  accentuations: explained.map((e) => ({
    ...{ part: e.part, name: e.recipe.name, activation: e.recipe.results.activation },
    ...{ probabilities: e.probabilities, channels: e.channels, recipe: recipeFile(e) },
  })),
});
