/**
 * What is known of an operator beyond its rules, declared in its entry. A trait that is not declared is not relied on:
 * the operator may have it all the same.
 */
export interface Traits {
  /** The ONNX operator set that brought it, where that is later than the oldest that is read, 7. */
  readonly since?: number;
  /** Each element is made of what lies at its own place in the inputs, broadcast, and of nothing else. */
  readonly elementwise?: true;
  /** Each channel (axis 1) is made of the same channel of the first input, and further inputs are the same for all. */
  readonly channelwise?: true;
  /**
   * Whether its output is nowhere negative, and no gradient passes on from where it is zero: `makes` it so, `keeps` it so
   * where its first input is, `joins` inputs that all are.
   */
  readonly rectified?: 'makes' | 'keeps' | 'joins';
  /**
   * ONNX Runtime's kernel for blocks of channels (NCHWc): `makes` values in blocks, or `keeps` them there where all its
   * inputs come in blocks. Without one, its inputs are brought out of blocks first.
   */
  readonly blocked?: 'makes' | 'keeps';
  /** The axis of its output that holds channels, where the operator settles it: the second, or the last. */
  readonly channels?: 'second' | 'last';
  /** Its output follows from the shapes of its inputs. */
  readonly readsShapesAlone?: true;
  /** Its gradient is taken straight through: it is not that of its value, which has no slope that is of use. */
  readonly straightThrough?: true;
  /** Bookkeeping around a network's layers, which nobody would call one: shapes, indices, constants, casts. */
  readonly plumbing?: true;
}
