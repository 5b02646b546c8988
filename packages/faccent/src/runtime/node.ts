export { InferenceSession, Tensor, env } from 'onnxruntime-node';
