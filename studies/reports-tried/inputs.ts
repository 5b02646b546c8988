import { map, refused, says, slope, takes, top } from './expect.js';
import { type Report, issue } from './report.js';

const NORM = '--mean 0.485,0.456,0.406 --std 0.229,0.224,0.225';

/** How a network takes a photograph, and how its file is made. */
export const inputs: Report[] = [
  {
    tool: 'ONNX, ONNX Runtime, keras-grad-cam',
    links: [
      issue('onnx/onnx', 1440),
      issue('microsoft/onnxruntime', 2150),
      issue('jacobgil/keras-grad-cam', 2),
    ],
    brought: 'a network of torchvision, exported as it is',
    went: 'pixels in [0, 255] or not normalized: one class for everything, without an error',
    should: 'what the file does not say is asked for; stated, the probabilities of PyTorch',
    attempts: [
      { command: 'top photo.png --model plain.onnx', gives: refused(/--(?:range|mean)/) },
      {
        command: `top photo.png --model plain.onnx ${NORM} --size 128`,
        gives: top('score', 'plain.scores.npy'),
      },
    ],
  },
  {
    tool: 'Captum',
    links: [issue('meta-pytorch/captum', 973)],
    brought: 'a ResNet, whose ReLUs write in place',
    went: 'guided Grad-CAM ends in an error about a view that was changed',
    should: "autograd's gradient and map",
    attempts: [
      {
        command: 'gradient --model plain.onnx --feature linear:3 --input plain.x.npy',
        gives: slope('plain.g.npy', 1e-3),
      },
      {
        command: `attribute photo.png --model plain.onnx ${NORM} --size 128 --class 3 --method grad-cam`,
        gives: map('plain.cam.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam, tf-keras-vis',
    links: [issue('jacobgil/pytorch-grad-cam', 96), issue('keisen/tf-keras-vis', 41)],
    brought: 'a network of half precision',
    went: 'float16 is not supported where the map is resized',
    should: 'gradient and probabilities as near as 16 bits come',
    attempts: [
      {
        command: 'gradient --model half.onnx --feature scores:3 --input half.x.npy',
        gives: slope('half.g.npy', 5e-2),
      },
      {
        command: `top small.png --model half.onnx ${NORM} --size 64`,
        gives: top('score', 'half.scores.npy', 5e-3),
      },
    ],
  },
  {
    tool: 'ONNX Runtime, Ultralytics',
    links: [issue('microsoft/onnxruntime', 6430), issue('ultralytics/ultralytics', 22210)],
    brought: 'a network quantized to 8 bits',
    went: 'operators that are not implemented; no gradient',
    should: "ONNX Runtime's probabilities; a run that climbs",
    attempts: [
      {
        command: `top photo.png --model quantized.onnx ${NORM} --size 128`,
        gives: top('score', 'quantized.scores.npy', 2e-2),
      },
      {
        command: `accentuate photo.png --model quantized.onnx ${NORM} --size 128 --steps 2 --class 3`,
        gives: takes(3),
      },
    ],
  },
  {
    tool: 'Keras, ML.NET',
    links: [issue('keras-team/keras', 10279), issue('dotnet/machinelearning', 5830)],
    brought: 'VGG16 of Keras: BGR less a mean, not divided',
    went: 'a cat is a lampshade, with the preprocessing of another network',
    should: 'the probabilities behind preprocess_input, by saying order, mean and deviation',
    attempts: [
      {
        command:
          'top small.png --model vgg.onnx --size 64 --channel-order BGR --mean 0.4851,0.4580,0.4076 --std 0.0039216,0.0039216,0.0039216',
        gives: top('probability', 'vgg.p.npy', 5e-3),
      },
    ],
  },
  {
    tool: 'TensorFlow',
    links: [issue('tensorflow/tensorflow', 48412), issue('keras-team/keras-io', 1549)],
    brought: 'EfficientNet of Keras, which divides by 255 itself',
    went: 'divided twice, it learns and says nothing',
    should: 'bytes go in: known from the file, and [0, 1] is not taken without a word',
    attempts: [
      {
        command: 'top small.png --model efficientnet.onnx --size 64',
        gives: top('probability', 'efficientnet.p.npy'),
      },
      {
        command: 'layers --model efficientnet.onnx --range 0,1',
        gives: says(/as stated, though the network begins with a rescaling of 0 to 255/),
      },
    ],
  },
  {
    tool: 'tf-keras-vis, tf-explain, TensorFlow',
    links: [
      issue('keisen/tf-keras-vis', 71),
      issue('sicara/tf-explain', 138),
      issue('tensorflow/tensorflow', 44462),
    ],
    brought: 'transfer learning: a network within a network, behind layers that augment and rescale',
    went: 'graph disconnected',
    should: 'layers of the inner network can be named; its map; bytes go in',
    attempts: [
      { command: 'top small.png --model nested.onnx --size 64', gives: top('probability', 'nested.p.npy') },
      {
        command: 'attribute small.png --model nested.onnx --size 64 --class 2 --method grad-cam',
        gives: map('nested.cam.npy'),
      },
      { command: 'layers --model nested.onnx', gives: says(/[^\s"]*block_2[^\s"]*/) },
    ],
  },
  {
    tool: 'tf2onnx, tflite-support',
    links: [issue('onnx/tensorflow-onnx', 2041), issue('tensorflow/tflite-support', 450)],
    brought: 'TensorFlow Lite of whole numbers: bytes go in and come out',
    went: 'scores of 0 to 255 called probabilities; large differences after conversion',
    should: 'the probabilities, as near as 8 bits come',
    attempts: [
      { command: 'top small.png --model lite.onnx --size 64', gives: top('probability', 'lite.p.npy', 2e-2) },
    ],
  },
  {
    tool: 'OpenVINO, fastai',
    links: [issue('openvinotoolkit/openvino', 11942), issue('fastai/fastai', 3716)],
    brought: 'mean and deviation as a part of the network',
    went: 'normalized twice, or not at all',
    should: 'it is seen that 0 to 1 goes in',
    attempts: [
      {
        command: 'top small.png --model normalized.onnx --size 64',
        gives: top('score', 'normalized.scores.npy'),
      },
    ],
  },
  {
    tool: 'transformers.js',
    links: [issue('huggingface/transformers.js', 482)],
    brought: 'a folder as Optimum and transformers.js have it',
    went: 'other numbers than in Python, since the preprocessing was another',
    should: 'labels, mean and deviation from the files in it',
    attempts: [
      { command: 'top small.png --model optimum --size 64', gives: top('score', 'optimum.scores.npy') },
      {
        command: 'accentuate small.png --model optimum --size 64 --steps 2 --class peacock',
        gives: takes(3),
      },
    ],
  },
  {
    tool: 'ONNX Runtime',
    links: [issue('microsoft/onnxruntime', 19739), issue('onnx/onnx-tensorrt', 542)],
    brought: 'a network whose weights lie in a file beside it; and without that file',
    went: 'the file is not found, in words of the runtime',
    should: 'read from beside; what lacks is named',
    attempts: [
      {
        command: `top photo.png --model weights-apart/whole.onnx ${NORM} --size 128`,
        gives: top('score', 'weights-apart.scores.npy'),
      },
      {
        command: `top photo.png --model weights-lost/whole.onnx ${NORM} --size 128`,
        gives: refused(/whole\.onnx\.data/),
      },
    ],
  },
  {
    tool: 'Lucent, PyTorch',
    links: [issue('greentfrapp/lucent', 11), issue('Cadene/pretrained-models.pytorch', 4)],
    brought: 'a network exported without eval()',
    went: 'nonsense for classes, other ones at every call',
    should: 'the same twice: dropout is off, or it is refused',
    attempts: [
      {
        command: `top small.png --model training.onnx ${NORM} --size 64`,
        gives: refused(/eval\(\)|training/),
      },
    ],
  },
];
