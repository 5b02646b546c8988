import type { Image } from '../image/image.js';

/** Pictures that a run has come to. */
export interface Pictures {
  /** Of a batch, the first. */
  readonly image: Image;
  readonly images: readonly Image[];
}

/** Two objectives that are weighed against each other, on the whole picture. */
export interface OpposedValues {
  readonly raised: number;
  readonly other: number;
}

/** What is known after a step. Activation, distance and images are those before the step's update. */
export interface Step {
  /** Counted from 0. */
  readonly step: number;
  /** The objective over the step's views. */
  readonly activation: number;
  /** The distance D from the photograph at the regularized layers, where there are some. */
  readonly distance?: number;
  /** What the objective weighs against each other, of which a run tells some 25 times: as it is before the step. */
  readonly against?: OpposedValues;
  /** That no gradient of the objective has reached the image so far: its unit is dead, and nothing moves it. */
  readonly dead?: true;
  /** What a person should know: that the device was lost, and the run goes on with another from here. */
  readonly note?: string;
  /** The image (of a batch, the first), on steps that take a snapshot. */
  readonly image?: Image;
  /** All images of the batch, on steps that take a snapshot. */
  readonly images?: readonly Image[];
  /**
   * Makes the pictures after this step, in milliseconds: what moves is seen as soon as it has moved, and only where one
   * looks. To be asked for before the next step.
   */
  readonly after?: () => Promise<Pictures>;
  /**
   * What the run goes on from after this step, for the option `resume`. To be asked for before the next step. A promise
   * where it is read from a GPU, on WebGPU in a page; else it is there at once.
   */
  readonly checkpoint?: () => Checkpoint | Promise<Checkpoint>;
}

/** A run at a step's border: with the same photograph, objective and options it ends as if it had not been left. */
export interface Checkpoint {
  readonly parameters: readonly Float32Array[];
  /** The optimizer's state and the opacity sum, by name. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** Where the random stream stands. */
  readonly random: readonly number[];
  readonly balance?: number;
  /** Whether the next step lets gradients through closed ReLUs, where that is asked of the run's start. */
  readonly redirect?: boolean;
  /** Fingerprint of the step's graph: a run of another does not go on from here. */
  readonly graph?: string;
  /** The steps that were done, with the snapshots that were taken. */
  readonly steps: readonly Step[];
}
