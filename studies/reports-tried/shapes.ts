import { map, refused, takes, top } from './expect.js';
import { type Report, issue } from './report.js';

const NORM = '--mean 0.485,0.456,0.406 --std 0.229,0.224,0.225';
const PLUS_MINUS = '--range=-1,1';

/** Inputs of other shapes and types, and several of them. */
export const shapes: Report[] = [
  {
    tool: 'keras.io, Captum',
    links: [issue('keras-team/keras-io', 1452), issue('meta-pytorch/captum', 603)],
    brought: 'a picture and a row of numbers beside it',
    went: 'tools that take one input',
    should: 'asked for by name; given, the probabilities of Keras',
    attempts: [
      {
        command: 'top small.png --model picture-and-numbers.onnx --range 0,1 --size 64',
        gives: refused(/patient/),
      },
      {
        command:
          'top small.png --model picture-and-numbers.onnx --range 0,1 --size 64 --set patient=0.5,1,0,2',
        gives: top('probability', 'picture-and-numbers.p.npy'),
      },
    ],
  },
  {
    tool: 'Captum, pytorch-grad-cam, tf-explain',
    links: [
      issue('meta-pytorch/captum', 1254),
      issue('jacobgil/pytorch-grad-cam', 253),
      issue('sicara/tf-explain', 165),
    ],
    brought: 'a siamese network: how far two photographs are from each other',
    went: 'which of the two is explained, and how the other is given',
    should: 'both inputs are named where one is missing; the distance of PyTorch',
    attempts: [
      {
        command: `top small.png --model two-pictures.onnx ${PLUS_MINUS} --size 64`,
        gives: refused(/first.*second|second/),
      },
      {
        command: `top small.png --model two-pictures.onnx ${PLUS_MINUS} --size 64 --input first --set second=two-pictures.second.npy`,
        gives: top('number', 'two-pictures.scores.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam, Lucid',
    links: [issue('jacobgil/pytorch-grad-cam', 452), issue('tensorflow/lucid', 58)],
    brought: 'eleven bands of a satellite as a NumPy file; and a photograph instead',
    went: 'three channels are taken for granted',
    should: 'probabilities and map of PyTorch; a photograph is refused, with what to bring',
    attempts: [
      {
        command: 'top bands.bands.npy --model bands.onnx --range 0,1 --size 64',
        gives: top('score', 'bands.scores.npy'),
      },
      {
        command:
          'attribute bands.bands.npy --model bands.onnx --range 0,1 --size 64 --class 2 --method grad-cam',
        gives: map('bands.cam.npy'),
      },
      { command: 'top small.png --model bands.onnx --range 0,1 --size 64', gives: refused(/11/) },
    ],
  },
  {
    tool: 'Lucid, Xplique, Captum',
    links: [issue('tensorflow/lucid', 175), issue('deel-ai/xplique', 148), issue('meta-pytorch/captum', 378)],
    brought: 'a network of one grey channel, and a photograph in colour',
    went: 'a network must have three channels',
    should: 'the photograph is made grey as Pillow does; an accentuation runs',
    attempts: [
      {
        command: `top small.png --model grey.onnx ${PLUS_MINUS} --size 64`,
        gives: top('score', 'grey.scores.npy', 5e-3),
      },
      {
        command: `top grey.plane.npy --model grey.onnx ${PLUS_MINUS} --size 64`,
        gives: top('score', 'grey.scores.npy'),
      },
      {
        command: `accentuate small.png --model grey.onnx ${PLUS_MINUS} --size 64 --steps 2 --class 1`,
        gives: takes(1),
      },
    ],
  },
  {
    tool: 'pytorch-CycleGAN-and-pix2pix',
    links: [issue('junyanz/pytorch-CycleGAN-and-pix2pix', 903)],
    brought: 'an X-ray of 12 bits, from DICOM, as a NumPy file of integers',
    went: 'read as bytes or cut off',
    should: 'scaled as stated or refused, never cut off at 1',
    attempts: [
      {
        command: `top grey.12-bits.npy --model grey.onnx ${PLUS_MINUS} --size 64`,
        gives: refused(/\[0, 1\]|65535|4095|divide/),
      },
    ],
  },
  {
    tool: 'YOLOv5, pytorch-grad-cam',
    links: [issue('ultralytics/yolov5', 1075), issue('jacobgil/pytorch-grad-cam', 51)],
    brought: 'height and width left free, and an oblong photograph',
    went: 'a broadcast fails within; maps of the wrong orientation',
    should: 'the size is asked for; stated, the map is as oblong',
    attempts: [
      { command: `top wide.png --model free-size.onnx ${NORM}`, gives: refused(/--input-size/) },
      {
        command: `top wide.png --model free-size.onnx ${NORM} --input-size 96x160 --size 96x160`,
        gives: top('score', 'free-size.scores.npy'),
      },
      {
        command: `attribute wide.png --model free-size.onnx ${NORM} --input-size 96x160 --size 96x160 --class 2 --method grad-cam`,
        gives: map('free-size.cam.npy'),
      },
    ],
  },
  {
    tool: 'heatmaps (Keras), Score-CAM',
    links: [issue('gabrieldemarmiesse/heatmaps', 11), issue('tabayashi0117/Score-CAM', 24)],
    brought: 'an oblong network that flattens its channels',
    went: 'height and width are swapped, or a square is expected',
    should: 'probabilities and map of PyTorch; another size is refused',
    attempts: [
      {
        command: `top wide.png --model flattened.onnx ${NORM} --size 96x160`,
        gives: top('score', 'flattened.scores.npy'),
      },
      {
        command: `attribute wide.png --model flattened.onnx ${NORM} --size 96x160 --class 2 --method grad-cam`,
        gives: map('flattened.cam.npy'),
      },
      {
        command: `top wide.png --model flattened.onnx ${NORM} --input-size 128 --size 96x160`,
        gives: refused(/96/),
      },
    ],
  },
  {
    tool: 'tf2onnx',
    links: [issue('onnx/tensorflow-onnx', 1505), issue('onnx/tensorflow-onnx', 279)],
    brought: 'a network of TensorFlow that takes bytes, channels last',
    went: 'float was given where uint8 is expected',
    should: 'bytes of 0 to 255, known from the file; another range is refused',
    attempts: [
      {
        command: 'top small.png --model bytes-in.onnx --size 64',
        gives: top('probability', 'bytes-in.p.npy'),
      },
      {
        command: `top small.png --model bytes-in.onnx --size 64 ${PLUS_MINUS}`,
        gives: refused(/uint8|bytes|255/),
      },
    ],
  },
  {
    tool: 'tf2onnx',
    links: [issue('onnx/tensorflow-onnx', 1986), issue('onnx/tensorflow-onnx', 2360)],
    brought: 'channels in front at the input, last in the map that comes out',
    went: 'a row of the map taken for a channel',
    should: 'five classes, their means, and the map of one',
    attempts: [
      {
        command: 'top small.png --model channels-first-in.onnx --range 0,1 --size 64',
        gives: top('score', 'channels-first-in.scores.npy'),
      },
      {
        command:
          'attribute small.png --model channels-first-in.onnx --range 0,1 --size 64 --class 2 --method grad-cam --layer conv_2',
        gives: map('channels-first-in.cam.npy'),
      },
    ],
  },
  {
    tool: 'PaddleDetection',
    links: [issue('PaddlePaddle/PaddleDetection', 3698)],
    brought: 'three inputs: the picture, its size, its scale',
    went: 'bytes where floats are expected, and which input is which',
    should: 'what the others have is asked for; given, the scores of PyTorch',
    attempts: [
      {
        command: `top small.png --model paddle.onnx ${NORM} --size 64`,
        gives: refused(/im_shape.*scale_factor/),
      },
      {
        command: `top small.png --model paddle.onnx ${NORM} --size 64 --set im_shape=64,64 --set scale_factor=1,1`,
        gives: top('score', 'paddle.scores.npy'),
      },
    ],
  },
  {
    tool: 'transformers.js, Captum',
    links: [issue('huggingface/transformers.js', 799), issue('meta-pytorch/captum', 1170)],
    brought: 'all of CLIP: tokens of two texts and their mask beside the picture',
    went: 'whole numbers have no gradient; several inputs',
    should: 'the logits of both texts',
    attempts: [
      {
        command: `top small.png --model whole-clip.onnx ${PLUS_MINUS} --size 64 --set input_ids=whole-clip.ids.npy --set attention_mask=whole-clip.mask.npy`,
        gives: top('score', 'whole-clip.scores.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam, torch-cam',
    links: [issue('jacobgil/pytorch-grad-cam', 351), issue('frgfm/torch-cam', 17)],
    brought: 'a network of films: five axes',
    went: 'a resize of the wrong axes',
    should: 'refused: a picture has four',
    attempts: [
      { command: `top small.png --model film.onnx ${PLUS_MINUS} --size 64`, gives: refused(/film|volume/) },
    ],
  },
];
