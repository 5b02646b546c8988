// What is tried: what was chosen, the authors' defaults, and what was chosen but for one thing.
import {
  type RunOptions,
  adam,
  box,
  centreBox,
  cosine,
  fourierPhase,
  laplacian,
  pixel,
  preconditionedFourier,
  zoomBox,
} from 'faccent';

/** A network of the study, and its layers from the image on; the picture is held close at `held` unless it is said otherwise. */
export interface TriedNetwork {
  readonly name: string;
  readonly earlier: string;
  readonly held: string;
  readonly later: string;
}

export const NETWORKS: readonly TriedNetwork[] = [
  { name: 'efficientnet-lite0-robust', earlier: 'block2b', held: 'block3b', later: 'block4c' },
  { name: 'efficientnet-lite0', earlier: 'block2b', held: 'block3b', later: 'block4c' },
  { name: 'squeezenet1.1', earlier: 'conv1_2', held: 'fire3/concat_1', later: 'fire7/squeeze1x1_2' },
];

/** The network that judges what the others made, and where it sees distance. */
export const JUDGE = 'squeezenet1.1';
export const JUDGE_LAYER = 'fire3/concat_1';

/** A way to accentuate. */
export interface Setting {
  readonly name: string;
  /** What is otherwise than chosen, for people. */
  readonly about: string;
  readonly options: (network: TriedNetwork) => RunOptions;
}

/** What every run has in common. */
export const CANVAS = 384;
export const STEPS = 40;
export const VIEWS = 8;

/** The chosen defaults, said in full, so that numbers that are kept mean what they meant. */
const chosen = (more: RunOptions = {}) =>
  ((network): RunOptions => ({
    ...{ steps: STEPS, learningRate: 0.05, strength: 0.3, regularize: network.held },
    transform: box({ views: VIEWS, fraction: [0.4, 0.99] }),
    ...more,
  })) satisfies Setting['options'];

const boxes = (least: number, views = VIEWS) => box({ views, fraction: [least, 0.99] });

const setting = (name: string, about: string, options: Setting['options']): Setting => ({
  ...{ name, about, options },
});

export const CHOSEN = setting('chosen', 'the defaults', chosen());

/** What the authors' library does unless it is told otherwise. */
export const AUTHORS = setting(
  'authors',
  "the authors' library",
  chosen({ strength: 1, transform: boxes(0.05) }),
);

export const SETTINGS: readonly Setting[] = [
  CHOSEN,
  AUTHORS,
  setting('strength 0', 'not held', chosen({ strength: 0 })),
  setting('strength 0.1', 'held less', chosen({ strength: 0.1 })),
  setting('strength 1', 'held more', chosen({ strength: 1 })),
  setting('strength 3', 'held much more', chosen({ strength: 3 })),
  setting('earlier', 'held at an earlier layer', (n) => chosen({ regularize: n.earlier })(n)),
  setting('later', 'held at a later layer', (n) => chosen({ regularize: n.later })(n)),
  setting('box 0.05', "the authors' boxes", chosen({ transform: boxes(0.05) })),
  setting('box 0.2', 'smaller boxes', chosen({ transform: boxes(0.2) })),
  setting('box 0.6', 'larger boxes only', chosen({ transform: boxes(0.6) })),
  setting(
    'zoomBox',
    'boxes that become smaller',
    chosen({ transform: zoomBox({ views: VIEWS, least: [0.7, 0.2] }) }),
  ),
  setting(
    'centreBox',
    'boxes about the middle',
    chosen({ transform: centreBox({ views: VIEWS, fraction: [0.4, 0.99], deviation: 0.15 }) }),
  ),
  setting('4 views', 'half as many views', chosen({ transform: boxes(0.4, 4) })),
  setting('16 views', 'twice as many views', chosen({ transform: boxes(0.4, 16) })),
  setting('rate 0.02', 'a lower learning rate', chosen({ learningRate: 0.02 })),
  setting('rate 0.1', 'a higher learning rate', chosen({ learningRate: 0.1 })),
  setting('cosine', 'a learning rate that falls to 0', chosen({ schedule: cosine() })),
  setting('adam 0.95', 'a longer memory of gradients', chosen({ optimizer: adam({ betas: [0.95, 0.999] }) })),
  setting(
    'preconditionedFourier',
    'frequencies moved alike',
    chosen({ parameterization: preconditionedFourier() }),
  ),
  setting('fourierPhase', 'phases only', chosen({ parameterization: fourierPhase() })),
  setting('laplacian', 'a pyramid', chosen({ parameterization: laplacian() })),
  setting('pixel', 'pixels themselves', chosen({ parameterization: pixel() })),
];

/** What is tried on all pairs. */
export const COMPARED: readonly string[] = [CHOSEN.name, AUTHORS.name];
