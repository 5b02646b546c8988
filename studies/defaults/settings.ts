// What is tried: what was chosen, the authors' defaults, and what was chosen but for one thing.
import {
  type RunOptions,
  adam,
  box,
  centreBox,
  constant,
  cosine,
  fourierPhase,
  laplacian,
  pixel,
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

const boxes = (least: number, views = VIEWS) => box({ views, fraction: [least, 0.99] });

/** The chosen defaults, said in full, so that numbers that are kept mean what they meant; some of them otherwise. */
const chosen =
  (more: RunOptions = {}): Setting['options'] =>
  (network) => ({
    ...{ steps: STEPS, learningRate: 0.05, schedule: cosine(), strength: 0.3, regularize: network.held },
    transform: boxes(0.5),
    ...more,
  });

const setting = (name: string, about: string, options: Setting['options']): Setting => ({
  ...{ name, about, options },
});

export const CHOSEN = setting('chosen', 'the defaults', chosen());

/** What the authors' library does unless it is told otherwise. */
export const AUTHORS = setting(
  'authors',
  'the authors’ defaults',
  chosen({ strength: 1, transform: boxes(0.05), schedule: constant() }),
);

const around = { views: VIEWS, fraction: [0.5, 0.99], deviation: 0.15 } as const;

export const SETTINGS: readonly Setting[] = [
  CHOSEN,
  AUTHORS,
  setting('box 0.05', 'the authors’ boxes', chosen({ transform: boxes(0.05) })),
  setting('box 0.3', 'smaller boxes, too', chosen({ transform: boxes(0.3) })),
  setting('box 0.7', 'larger boxes only', chosen({ transform: boxes(0.7) })),
  setting('zoomBox', 'boxes that become smaller', chosen({ transform: zoomBox({ views: VIEWS }) })),
  setting('centreBox', 'boxes about the middle', chosen({ transform: centreBox(around) })),
  setting('constant', 'a learning rate that stays', chosen({ schedule: constant() })),
  setting('strength 0', 'not held', chosen({ strength: 0 })),
  setting('strength 0.1', 'held less', chosen({ strength: 0.1 })),
  setting('strength 1', 'held more', chosen({ strength: 1 })),
  setting('strength 3', 'held much more', chosen({ strength: 3 })),
  setting('earlier', 'held at an earlier layer', (n) => chosen({ regularize: n.earlier })(n)),
  setting('later', 'held at a later layer', (n) => chosen({ regularize: n.later })(n)),
  setting('4 views', 'half as many views', chosen({ transform: boxes(0.5, 4) })),
  setting('16 views', 'twice as many views', chosen({ transform: boxes(0.5, 16) })),
  setting('rate 0.02', 'a lower learning rate', chosen({ learningRate: 0.02 })),
  setting('rate 0.1', 'a higher learning rate', chosen({ learningRate: 0.1 })),
  setting('adam 0.95', 'a longer memory of gradients', chosen({ optimizer: adam({ betas: [0.95, 0.999] }) })),
  setting('phase', 'phases alone', chosen({ parameterization: fourierPhase() })),
  setting('laplacian', 'a pyramid', chosen({ parameterization: laplacian() })),
  setting('pixel', 'pixels themselves', chosen({ parameterization: pixel() })),
];

/** What is tried on all pairs. */
export const COMPARED: readonly string[] = [CHOSEN.name, AUTHORS.name];
