import type { ExplainedChannel } from '../explanation/channel-runs.js';
import type { Carrier, Contribution } from '../explanation/channels.js';
import type { ScoredClass } from '../explanation/classes.js';
import type { Explanation } from '../explanation/explanation.js';
import type { ExplainedPart } from '../explanation/parts.js';
import type { Fact } from '../model/facts.js';

/** A channel that carried an accentuation, in `explain.json`. */
export interface CarrierJson extends Contribution {
  /** `LAYER:UNIT` */
  readonly feature: string;
  /** The picture of where it fires on the accentuated picture. */
  readonly where?: string;
}

/** What an explanation's `explain.json` holds. */
export interface ExplanationJson {
  /** The photograph's file. */
  readonly photo: string;
  /** What was taken to be so of the model. */
  readonly model: readonly Fact[];
  readonly predicted: string;
  readonly actual: string;
  /** On the photograph, the strongest first. */
  readonly said: readonly ScoredClass[];
  readonly accentuations: readonly (Pick<ExplainedPart, 'part' | 'probabilities'> & {
    readonly name: string;
    readonly activation: { readonly before: number; readonly after: number };
    /** The file that replays it. */
    readonly recipe: string;
    /** The channels that add most to it, and what all others of their layer add together. */
    readonly carriers?: { readonly channels: readonly CarrierJson[]; readonly others: Contribution };
  })[];
  /** The layer whose channels are told of. */
  readonly layer?: string;
  /** The channels that carried the accentuations, each once. */
  readonly channels: readonly {
    readonly feature: string;
    /** Its mean over positions, on the photograph and on the picture accentuated for it. */
    readonly activation: { readonly before: number; readonly after: number };
    /** The picture accentuated for it. */
    readonly picture: string;
    /** The picture of where it fires on the photograph. */
    readonly where?: string;
    /** The file that replays it. */
    readonly recipe: string;
  }[];
}

/** The file that replays a part. */
export const recipeFile = ({ part }: ExplainedPart): string => `recipe-${part}.json`;

/** The files of a channel: its accentuation, where it fires on the photograph, and what replays it. */
export const channelFiles = ({ unit, where }: ExplainedChannel) => ({
  picture: `channel-${unit}.png`,
  where: where && `channel-${unit}-where.png`,
  recipe: `recipe-channel-${unit}.json`,
});

/** The picture of where a channel fires on the picture accentuated for a part. */
export const carrierFile = ({ part }: ExplainedPart, { unit, where }: Carrier): string | undefined =>
  where && `channel-${unit}-where-${part}.png`;

/**
 * An explanation's numbers, as plain JSON.
 * @example
 * const made = await explain(model, photo, { actual: 'schooner' });
 * await writeFile('explain.json', JSON.stringify(explanationJson(made)));
 */
export const explanationJson = (explanation: Explanation): ExplanationJson => ({
  photo: explanation.photograph.path ?? '',
  model: explanation.explained[0]!.recipe.model.facts ?? [],
  ...{ ...explanation.names, said: explanation.said },
  accentuations: explanation.explained.map((e) => ({
    ...{ part: e.part, name: e.recipe.name, activation: e.recipe.results.activation },
    ...{ probabilities: e.probabilities, recipe: recipeFile(e) },
    carriers: e.carriers && {
      channels: e.carriers.channels.map((carrier) => {
        const { feature, photograph, accentuated } = carrier;
        return { feature, photograph, accentuated, where: carrierFile(e, carrier) };
      }),
      others: e.carriers.others,
    },
  })),
  layer: explanation.layer,
  channels: explanation.channels.map((channel) => ({
    ...{ feature: channel.feature, activation: channel.recipe.results.activation },
    ...channelFiles(channel),
  })),
});
