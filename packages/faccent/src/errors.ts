import { readable } from 'onnx-grad';

/** What a person can look up where a message names something that is not there: an interface says how. */
export type Helpful =
  'layers' | 'classes' | 'models' | 'size' | 'range' | 'description' | 'inputs' | 'former';

/**
 * A request that cannot be met: what is wrong, where, and how to mend it, without control characters and in fewer than 2,000
 * characters whatever the names in it are.
 * @example
 * try {
 *   await loadModel('no-such-model.onnx');
 * } catch (error) {
 *   if (!(error instanceof FaccentError)) throw error;
 *   console.log(error.message); // what is wrong, and how to mend it
 * }
 */
export class FaccentError extends Error {
  override name = 'FaccentError';
  readonly help?: Helpful;

  constructor(message: string, { help, ...options }: ErrorOptions & { readonly help?: Helpful } = {}) {
    super(readable(message), options);
    this.help = help;
  }
}
