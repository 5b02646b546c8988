import { type Expression, Tensor } from 'onnx-grad';

/** Rec. ITU-R BT.601: what a grey picture keeps of red, green and blue, as in Pillow and OpenCV. */
export const LUMA = [0.299, 0.587, 0.114] as const;

/** The luma of pictures (n, 3, h, w): (n, 1, h, w). */
export const luma = (pictures: Expression): Expression =>
  pictures.mul(pictures.builder.constant(Tensor.of(pictures.type, [1, 3, 1, 1], LUMA))).sum([1], true);

/** Grey pictures of three equal channels. */
export const grey = (pictures: Expression): Expression => luma(pictures).expand(pictures.dims);
