/** What a runtime is good at. */
export interface Target {
  /** The number of channels that its convolutions hold together (ONNX Runtime's NCHWc layout); 0: they do not. */
  readonly blockedChannels: number;
  /** Whether copying rows costs less than multiplying by the zeros between them: so on a CPU, not on a GPU. */
  readonly copiesRows: boolean;
  /**
   * Positions of a map up to which its convolutions of one filter a channel take longer than products with matrices over
   * all positions, because it takes channels one by one; 0: none.
   */
  readonly smallMaps: number;
  /** Whether it computes with int64 where it computes everything else: so on a CPU, not on WebGPU. */
  readonly integers: boolean;
}

/**
 * Nothing that some execution provider lacks.
 * @example
 * new Builder(); // is new Builder(PORTABLE)
 * const builder = new Builder({ ...PORTABLE, blockedChannels: 16 }); // for a CPU with AVX-512
 * builder.target.blockedChannels; // 16
 */
export const PORTABLE: Target = { blockedChannels: 0, copiesRows: false, smallMaps: 0, integers: false };
