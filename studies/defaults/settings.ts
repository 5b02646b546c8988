// What is tried: what was chosen, the authors' defaults, and what was chosen but for one thing.
import {
  type RunOptions,
  adam,
  box,
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
    ...{ steps: STEPS, learningRate: 0.05, schedule: constant(), strength: 0.5, regularize: network.held },
    transform: boxes(0.3),
    ...more,
  });

const setting = (name: string, about: string, options: Setting['options']): Setting => ({
  ...{ name, about, options },
});

export const CHOSEN = setting('chosen', 'the defaults', chosen());

/** What the authors' library does unless it is told otherwise. */
export const AUTHORS = setting(
  'authors',
  'boxes from 0.05, strength 1',
  chosen({ transform: boxes(0.05), strength: 1 }),
);

const large = { transform: boxes(0.5) };

export const SETTINGS: readonly Setting[] = [
  AUTHORS,
  CHOSEN,
  setting('strength 1', 'held more', chosen({ strength: 1 })),
  setting('strength 0.3', 'held less', chosen({ strength: 0.3 })),
  setting('strength 0', 'not held', chosen({ strength: 0 })),
  setting('earlier', 'held at an earlier layer', (n) => chosen({ regularize: n.earlier })(n)),
  setting('later', 'held at a later layer', (n) => chosen({ regularize: n.later })(n)),
  setting('4 views', 'half as many views', chosen({ transform: boxes(0.3, 4) })),
  setting('16 views', 'twice as many views', chosen({ transform: boxes(0.3, 16) })),
  setting('cosine', 'a learning rate that falls to 0', chosen({ schedule: cosine() })),
  setting('zoomBox', 'boxes that become smaller', chosen({ transform: zoomBox({ views: VIEWS }) })),
  setting('phase', 'fourierPhase: phases alone', chosen({ parameterization: fourierPhase() })),
  setting('laplacian', 'a pyramid', chosen({ parameterization: laplacian() })),
  setting('pixel', 'pixels themselves', chosen({ parameterization: pixel() })),
  setting('box 0.5', 'boxes from 0.5', chosen(large)),
  setting('box 0.7', 'boxes from 0.7', chosen({ transform: boxes(0.7) })),
  setting('box 0.5, strength 1', '… held more', chosen({ ...large, strength: 1 })),
  setting('box 0.5, later', '… held at a later layer', (n) => chosen({ ...large, regularize: n.later })(n)),
  setting(
    'box 0.5, adam 0.95',
    '… a longer memory of gradients',
    chosen({ ...large, optimizer: adam({ betas: [0.95, 0.999] }) }),
  ),
  setting('box 0.5, cosine', '… a learning rate that falls to 0', chosen({ ...large, schedule: cosine() })),
  setting(
    'box 0.5, cosine, rate 0.1',
    '… twice as fast',
    chosen({ ...large, schedule: cosine(), learningRate: 0.1 }),
  ),
];

/** What is tried on all pairs. */
export const COMPARED: readonly string[] = [CHOSEN.name, AUTHORS.name];

/** What came into question instead of the chosen: tried on some of our own pairs, too. */
export const RIVALS: readonly string[] = ['strength 0.3', 'box 0.5'];
