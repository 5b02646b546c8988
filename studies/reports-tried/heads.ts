import { map, mapOf, runs, says, takes, top } from './expect.js';
import { type Report, issue } from './report.js';

const NORM = '--mean 0.485,0.456,0.406 --std 0.229,0.224,0.225';
const PLUS_MINUS = '--range=-1,1';

/** What a network's outputs are, where they are scores. */
export const heads: Report[] = [
  {
    tool: 'pytorch-grad-cam, tf-explain, tf-keras-vis',
    links: [
      issue('jacobgil/pytorch-grad-cam', 325),
      issue('sicara/tf-explain', 73),
      issue('keisen/tf-keras-vis', 78),
    ],
    brought: 'two classes as one output behind a sigmoid',
    went: 'a softmax over one number says 1, and maps are broken',
    should: "the sigmoid's probability; the map of the number before it",
    attempts: [
      {
        command: `top photo.png --model sigmoid-one.onnx ${NORM} --size 128`,
        gives: top('probability', 'sigmoid-one.p.npy'),
      },
      {
        command: `attribute photo.png --model sigmoid-one.onnx ${NORM} --size 128 --class 0 --method grad-cam`,
        gives: map('sigmoid-one.cam.npy'),
      },
      {
        command: 'top small.png --model cats-and-dogs.onnx --range 0,1 --size 64',
        gives: top('probability', 'cats-and-dogs.p.npy'),
      },
      {
        command:
          'attribute small.png --model cats-and-dogs.onnx --range 0,1 --size 64 --class 0 --method grad-cam',
        gives: map('cats-and-dogs.cam.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam',
    links: [issue('jacobgil/pytorch-grad-cam', 428)],
    brought: 'the same, and the class that the sigmoid is not',
    went: 'negative scores that methods cannot take',
    should: 'the output may be lowered: the negative of its score is raised',
    attempts: [
      {
        command:
          'accentuate small.png --model cats-and-dogs.onnx --range 0,1 --size 64 --steps 2 --regularize none --objective -1*logit:0',
        gives: runs,
      },
    ],
  },
  {
    tool: 'Captum, pytorch-grad-cam',
    links: [issue('meta-pytorch/captum', 887), issue('jacobgil/pytorch-grad-cam', 328)],
    brought: 'fourteen findings of a chest X-ray, each behind a sigmoid of its own (DenseNet-121)',
    went: 'one map for all, or an error over targets',
    should: 'each probability by itself, their sum not 1; a map for each',
    attempts: [
      {
        command: `top photo.png --model multi-label.onnx ${NORM} --size 128`,
        gives: top('probability', 'multi-label.p.npy'),
      },
      {
        command: `attribute photo.png --model multi-label.onnx ${NORM} --size 128 --class 5 --method grad-cam --layer features`,
        gives: map('multi-label.cam.npy'),
      },
    ],
  },
  {
    tool: 'Keras, tf-explain, keras-grad-cam',
    links: [
      issue('keras-team/keras', 5881),
      issue('sicara/tf-explain', 54),
      issue('jacobgil/keras-grad-cam', 25),
    ],
    brought: 'a softmax that is sure: 1, 0, 0, 0',
    went: 'the gradient is zero everywhere, and so is the map',
    should: 'the map of the score before the softmax, which is not zero',
    attempts: [
      {
        command: `top photo.png --model softmax-sure.onnx ${NORM} --size 128`,
        gives: top('probability', 'softmax-sure.p.npy'),
      },
      {
        command: `attribute photo.png --model softmax-sure.onnx ${NORM} --size 128 --class 2 --method grad-cam`,
        gives: map('softmax-sure.cam.npy'),
      },
    ],
  },
  {
    tool: 'Torch',
    links: [
      issue('soumith/imagenet-multiGPU.torch', 106),
      issue('jayrodge/Binary-Image-Classifier-PyTorch', 1),
    ],
    brought: 'a log-softmax at the end',
    went: 'probabilities that are negative',
    should: 'the exponential is the probability',
    attempts: [
      {
        command: `top photo.png --model log-softmax.onnx ${NORM} --size 128`,
        gives: top('probability', 'log-softmax.p.npy'),
      },
      {
        command: `attribute photo.png --model log-softmax.onnx ${NORM} --size 128 --class 3 --method grad-cam --layer features`,
        gives: map('log-softmax.cam.npy'),
      },
    ],
  },
  {
    tool: 'Captum, pytorch-grad-cam',
    links: [issue('meta-pytorch/captum', 1051), issue('jacobgil/pytorch-grad-cam', 360)],
    brought: 'a regression: the age of a face as one number, squeezed',
    went: 'whether a tool for classes can do it, and with which target',
    should: 'a number and no probability; the map of what raises it',
    attempts: [
      {
        command: `top photo.png --model regression.onnx ${NORM} --size 128`,
        gives: top('number', 'regression.scores.npy'),
      },
      {
        command: `attribute photo.png --model regression.onnx ${NORM} --size 128 --class 0 --method grad-cam`,
        gives: map('regression.cam.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam',
    links: [issue('jacobgil/pytorch-grad-cam', 121), issue('jacobgil/pytorch-grad-cam', 216)],
    brought: 'a model that returns its features before its scores',
    went: 'an error about a tuple, or the features taken for classes',
    should: 'the output called logits',
    attempts: [
      {
        command: `top photo.png --model features-and-scores.onnx ${NORM} --size 128`,
        gives: top('score', 'features-and-scores.scores.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam, tf-keras-vis',
    links: [issue('jacobgil/pytorch-grad-cam', 163), issue('keisen/tf-keras-vis', 50)],
    brought: 'two tasks of one network: age and gender',
    went: 'only the first output is looked at, without a word',
    should: 'either can be named, and it is said which is taken without that',
    attempts: [
      {
        command: `top photo.png --model two-tasks.onnx ${NORM} --size 128 --logits gender`,
        gives: top('score', 'two-tasks.gender.npy'),
      },
      {
        command: `top photo.png --model two-tasks.onnx ${NORM} --size 128 --logits age`,
        gives: top('score', 'two-tasks.age.npy'),
      },
      {
        command: `layers --model two-tasks.onnx ${NORM}`,
        gives: says(/classes are those of "age"[^(]*\("gender"\)/),
      },
    ],
  },
  {
    tool: 'Custom Vision, ML.NET',
    links: [issue('dotnet/machinelearning', 3900), issue('microsoft/onnxruntime', 487)],
    brought: 'a classifier of customvision.ai: a label as a string, probabilities as a map, bytes as BGR',
    went: 'a type that is not supported; the same class for every photograph, as it was given RGB in [0, 1]',
    should: 'probabilities under the names in the file, from BGR of 0 to 255 as its metadata says',
    attempts: [
      {
        command: 'top small.png --model custom-vision.onnx --size 64',
        gives: top('probability', 'custom-vision.p.npy'),
      },
      {
        command:
          'accentuate small.png --model custom-vision.onnx --size 64 --steps 2 --class chair --regularize none',
        gives: takes(1),
      },
    ],
  },
  {
    tool: 'Ultralytics, Roboflow inference',
    links: [
      issue('ultralytics/ultralytics', 13851),
      issue('roboflow/inference', 201),
      issue('ultralytics/ultralytics', 23819),
    ],
    brought: 'a classifier of Ultralytics (yolov8n-cls), whose file ends in a softmax',
    went: 'a second softmax makes all classes alike',
    should: "the file's own probabilities; the range of its pixels is known",
    attempts: [
      {
        command: 'top photo.png --model yolov8-classes.onnx --size 128',
        gives: top('probability', 'yolov8-classes.p.npy'),
      },
      {
        command: 'attribute photo.png --model yolov8-classes.onnx --size 128 --class 7 --method grad-cam',
        gives: mapOf(4, 4),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam, torch-cam',
    links: [
      issue('jacobgil/pytorch-grad-cam', 108),
      issue('jacobgil/pytorch-grad-cam', 42),
      issue('frgfm/torch-cam', 186),
    ],
    brought: 'a class that no channel speaks for: all of its weights are negative',
    went: 'NaN, or all red, after a division by the largest value, which is 0',
    should: 'a map of zeros, which is said, and where to look instead',
    attempts: [
      {
        command: `attribute small.png --model silent.onnx ${PLUS_MINUS} --size 64 --class 3 --method gradCam`,
        gives: says(/gradCam is 0 everywhere[^;]*; \S+ \S+ what speaks against it/),
      },
    ],
  },
];
