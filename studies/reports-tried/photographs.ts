import { refused, seen, takes, top } from './expect.js';
import { type Attempt, type Report, issue } from './report.js';

const PLUS_MINUS = '--range=-1,1';

/** A run of one step that shows the network the whole photograph. */
const look = (file: string, expected: string, more = ''): Attempt => ({
  command: `accentuate ${file} --model five.onnx ${PLUS_MINUS} --class 0 --size 64 --steps 1 --transform whole --regularize none${more}`,
  gives: seen(expected),
});

/** Photographs. */
export const photographs: Report[] = [
  {
    tool: 'sharp',
    links: [issue('lovell/sharp', 1784), issue('lovell/sharp', 4059)],
    brought: 'a photograph of a phone, turned by its EXIF orientation',
    went: 'it lies on its side',
    should: 'upright',
    attempts: [look('orientation.jpg', 'orientation.seen.npy')],
  },
  {
    tool: 'sharp',
    links: [issue('lovell/sharp', 1649), issue('lovell/sharp', 2365)],
    brought: 'a JPEG in CMYK without a profile',
    went: 'colours are inverted, or black is grey',
    should: 'not inverted; without a profile as Pillow shows it',
    attempts: [look('cmyk.jpg', 'cmyk.seen.npy')],
  },
  {
    tool: 'sharp',
    links: [issue('lovell/sharp', 1956), issue('lovell/sharp', 3886), issue('lovell/sharp', 1787)],
    brought: 'a cut-out, with red hidden under what is transparent',
    went: 'a black ground, or the hidden colour',
    should: 'on white, or the ground that is stated; what is hidden is not seen',
    attempts: [
      look('cutout.png', 'cutout-white.seen.npy'),
      look('cutout.png', 'cutout-green.seen.npy', ' --background #008000'),
    ],
  },
  {
    tool: 'sharp, Pillow',
    links: [issue('lovell/sharp', 3809), issue('python-pillow/Pillow', 274)],
    brought: 'a grey PNG of 16 bits',
    went: 'cut off at 255: white',
    should: 'the upper eight bits',
    attempts: [look('grey-16-bits.png', 'grey-16-bits.seen.npy')],
  },
  {
    tool: 'sharp',
    links: [issue('lovell/sharp', 4008), 'https://github.com/saschiwy/HeicConverter/pull/37'],
    brought: 'a PNG of 16 bits in Display P3',
    went: 'washed out, or its gamut cut',
    should: 'sRGB, as littleCMS makes it',
    attempts: [look('p3-16-bits.png', 'p3-16-bits.seen.npy')],
  },
  {
    tool: 'image-js, Pillow',
    links: [issue('image-js/image-js', 558), issue('python-pillow/Pillow', 7333)],
    brought: 'a TIFF of 32-bit floats in [0, 1]',
    went: 'black, or of an unknown range',
    should: '0 is black and 1 is white',
    attempts: [look('float.tif', 'float.seen.npy')],
  },
  {
    tool: 'sharp, eleventy-img',
    links: ['https://github.com/11ty/image/pull/182', issue('lovell/sharp', 1823)],
    brought: 'an animated WebP',
    went: 'all frames in one tall picture',
    should: 'its first frame',
    attempts: [look('animation.webp', 'animation.seen.npy')],
  },
  {
    tool: 'sharp',
    links: [issue('lovell/sharp', 3981), issue('lovell/sharp', 1968)],
    brought: 'a HEIC of an iPhone',
    went: 'an unsupported image format',
    should: 'refused, with how to convert it',
    attempts: [
      {
        command: `top iphone.heic --model five.onnx ${PLUS_MINUS} --size 64`,
        gives: refused(/HEIC|HEIF|HEVC/i),
      },
    ],
  },
  {
    tool: 'sharp',
    links: [issue('lovell/sharp', 2373), issue('lovell/sharp', 3629)],
    brought: 'a scan of 30 000 × 19 043 pixels',
    went: 'exceeds a limit of pixels',
    should: 'read, or refused with what to do',
    attempts: [
      {
        command: `top huge.png --model five.onnx ${PLUS_MINUS} --size 64`,
        gives: refused(/pixel.*(?:scale|resize|smaller)|(?:scale|resize|smaller).*pixel/i),
      },
    ],
  },
];

const labelled = (model: string, labels: string, name: string): string =>
  `accentuate small.png --model ${model} ${PLUS_MINUS} --size 64 --steps 1 --regularize none --labels ${labels} --class ${name}`;

/** Names of classes. */
export const labels: Report[] = [
  {
    tool: 'TensorFlow Hub, TensorFlow TPU, handson-ml',
    links: [issue('tensorflow/hub', 574), issue('tensorflow/tpu', 521), issue('ageron/handson-ml', 61)],
    brought: 'a network that counts a background first, and labels without one',
    went: 'every name is one off',
    should: 'said: one score more than labels; no name one off',
    attempts: [
      { command: labelled('background.onnx', 'lines.txt', 'hammerhead'), gives: refused(/6.*5|5.*6/) },
    ],
  },
  {
    tool: 'torchvision, deep-learning-models',
    links: [issue('pytorch/vision', 3429), issue('fchollet/deep-learning-models', 44)],
    brought: 'imagenet_class_index.json: indices as names of a map, a synset beside each label',
    went: 'its order, or its synset, taken for the class',
    should: 'the label under the index',
    attempts: [{ command: labelled('five.onnx', 'class_index.json', 'hammerhead'), gives: takes(4) }],
  },
  {
    tool: 'Ultralytics',
    links: [issue('ultralytics/ultralytics', 7692)],
    brought: 'the data.yaml that a network was trained with',
    went: 'names are not returned as expected',
    should: 'the names under `names`',
    attempts: [{ command: labelled('five.onnx', 'data.yaml', 'goldfish'), gives: takes(1) }],
  },
  {
    tool: 'Teachable Machine',
    links: [issue('googlecreativelab/teachablemachine-community', 57)],
    brought: 'labels.txt of lines like `0 tench`, and pixels of -1 to 1',
    went: 'always the same class, from pixels of another range',
    should: 'the label without its number, under its number',
    attempts: [{ command: labelled('five.onnx', 'numbered.txt', 'goldfish'), gives: takes(1) }],
  },
  {
    tool: 'Custom Vision',
    links: [issue('Azure-Samples/cognitive-services-onnx-customvision-sample', 13)],
    brought: 'labels.txt beside the file, of Windows: a byte order mark and CRLF',
    went: 'whether its lines are the outputs, in order',
    should: 'the first label is found by its name, and shown without the mark',
    attempts: [
      { command: labelled('five.onnx', 'bom.txt', 'tench'), gives: takes(0) },
      {
        command: `top small.png --model five.onnx ${PLUS_MINUS} --size 64 --labels bom.txt`,
        gives: top('score', 'five.scores.npy'),
      },
    ],
  },
];
