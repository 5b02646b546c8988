/** A description as far as it goes: the fields of ModelDescription, unchecked. */
export type Partly = Readonly<Record<string, unknown>>;
export type Json = Record<string, unknown>;

/** The fields of a description that stand for themselves, and those that belong together. */
export const PLAIN = [
  'name',
  'input',
  'inputs',
  'layout',
  'size',
  'channelOrder',
  'labels',
  'logits',
  'regularize',
] as const;
export const NORMALIZATION = ['range', 'scale', 'mean', 'std'] as const;
