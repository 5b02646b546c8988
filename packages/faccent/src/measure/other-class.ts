import type { Model } from '../model/model.js';

/** A class of another model. */
export interface OtherClass {
  readonly model: Model;
  /** Its index, or its label as `Model.classIndex` finds it. */
  readonly unit: number | string;
}
