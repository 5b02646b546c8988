import type { RunSettings, TurnedWish } from '../worker/protocol.js';
import { USUAL } from '../state/settings.js';

/** A photograph, and what is raised in it: a class, and a channel whose activation is of another size. */
export interface Subject {
  /** Its file among the samples. */
  readonly file: string;
  readonly name: string;
  readonly unit: number;
  readonly label: string;
}

export const SUBJECTS: readonly Subject[] = [
  { file: 'chelsea.png', name: 'a cat', unit: 288, label: 'leopard' },
  { file: 'coffee.png', name: 'a cup of coffee', unit: 963, label: 'pizza' },
  { file: 'nagasaki-boats.jpg', name: 'boats', unit: 724, label: 'pirate ship' },
];

/** A position of a knob. */
interface Stop {
  readonly value: number;
  readonly text: string;
}

/** What a reader turns. */
export interface Knob {
  readonly name: string;
  readonly label: string;
  readonly stops: readonly Stop[];
  /** Where it stands at first, among the stops. */
  readonly usual: number;
}

const stop = (value: number, text = String(value)): Stop => ({ value, text });

/** Layers of the network that ships, early to late, and what they know. */
const LAYERS = [
  ['block1a', 'block1a, edges'],
  ['block3b', 'block3b, textures (as usual)'],
  ['block5c', 'block5c, parts'],
  ['block7a', 'block7a, whole things'],
] as const;

const CHANNEL = { layer: 'block5c', unit: 12 };

const noise: Knob = {
  name: 'noise',
  label: 'The seed',
  usual: 0,
  stops: [
    ...[stop(0, 'the photograph'), stop(0.25, 'a quarter noise'), stop(0.5, 'half noise')],
    ...[stop(0.75, 'three quarters noise'), stop(1, 'noise alone')],
  ],
};
const views: Knob = {
  ...{ name: 'views', label: 'Crops in each step', usual: 2 },
  stops: [1, 2, 4, 8].map((n) => stop(n)),
};
const least: Knob = {
  ...{ name: 'least', label: 'The smallest crop', usual: 2 },
  stops: [
    ...[stop(0.99, 'all of the picture'), stop(0.6, '60% of its side')],
    ...[stop(0.3, '30% of its side'), stop(0.1, '10% of its side')],
  ],
};
const draw: Knob = {
  ...{ name: 'draw', label: 'The draw of crops', usual: 0 },
  stops: ['first', 'second', 'third', 'fourth'].map((text, i) => stop(i, `the ${text}`)),
};
const holds: Knob = {
  ...{ name: 'holds', label: 'The layer that holds', usual: 1 },
  stops: LAYERS.map(([, text], i) => stop(i, text)),
};
const strength: Knob = {
  ...{ name: 'strength', label: 'Its strength', usual: 3 },
  stops: [stop(0, '0, not held'), ...[0.1, 0.25, 0.5, 1, 2, 4].map((s) => stop(s))],
};
const feature: Knob = {
  ...{ name: 'feature', label: 'The feature', usual: 0 },
  stops: [stop(0, 'the class'), stop(1, `a channel, ${CHANNEL.layer}:${CHANNEL.unit}`)],
};
const units: Knob = {
  ...{ name: 'units', label: 'The strength is', usual: 0 },
  stops: [stop(0, 'in units of the balance'), stop(1, 'taken as it is')],
};

/** A figure of the article. */
export interface Part {
  readonly knobs: readonly Knob[];
  /** What it shows beside the pictures. */
  readonly shows: 'crops' | 'distance' | 'opacity' | undefined;
  /** How strongly it is held where no knob says so. */
  readonly strength: number;
}

export const PARTS = {
  seed: { knobs: [noise], shows: undefined, strength: 0 },
  crops: { knobs: [views, least, draw], shows: 'crops', strength: 0 },
  regularizer: { knobs: [holds, strength], shows: 'distance', strength: 0.5 },
  balance: { knobs: [feature, strength, units], shows: 'distance', strength: 0.5 },
  opacity: { knobs: [draw], shows: 'opacity', strength: 0.5 },
} as const satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof PARTS;

/** What knobs of a part stand at, by their names; those that it has not stand where they do at first. */
export type Values = Readonly<Record<string, number>>;

/** A few steps show what a knob does. */
const STEPS = 24;

/** What a run is asked by a part's knobs. */
export function wishOf(part: Part, values: Values, { unit, label }: Subject): Omit<TurnedWish, 'photograph'> {
  const of = (knob: Knob): number => values[knob.name] ?? knob.stops[knob.usual]!.value;
  const settings: RunSettings = {
    ...{ ...USUAL, steps: STEPS, views: of(views), randomSeed: of(draw) },
    strength: part.knobs.includes(strength) ? of(strength) : part.strength,
  };
  return {
    settings,
    feature: of(feature) === 0 ? { layer: 'logits', unit, label } : CHANNEL,
    noise: of(noise),
    sides: [of(least), 0.99],
    holds: LAYERS[of(holds)]![0],
    ...(of(units) === 1 && { balance: 1 }),
  };
}

/** The knobs in words, those that are not where they are at first before all. */
export const saidOf = (part: Part, values: Values): string =>
  part.knobs
    .map((knob) => {
      const at = knob.stops.find(({ value }) => value === values[knob.name]) ?? knob.stops[knob.usual]!;
      return `${knob.label.toLowerCase()}: ${at.text}`;
    })
    .join('; ');
