import { listed, map, mapOf, says, takes, top } from './expect.js';
import { type Report, issue } from './report.js';

const NORM = '--mean 0.485,0.456,0.406 --std 0.229,0.224,0.225';
const PLUS_MINUS = '--range=-1,1';

/** Networks whose outputs have places: maps and detectors. */
export const places: Report[] = [
  {
    tool: 'pytorch-grad-cam, Xplique',
    links: [
      issue('jacobgil/pytorch-grad-cam', 241),
      issue('jacobgil/pytorch-grad-cam', 447),
      issue('deel-ai/xplique', 104),
    ],
    brought: 'a segmenter of torchvision: a dictionary of maps',
    went: 'an index out of range: the class is looked for among the wrong axis',
    should: 'a class is a channel of the map, averaged over all of it',
    attempts: [
      {
        command: `top photo.png --model segmenter.onnx ${NORM} --size 128`,
        gives: top('score', 'segmenter.scores.npy'),
      },
      {
        command: `attribute photo.png --model segmenter.onnx ${NORM} --size 128 --class 12 --method grad-cam --layer classifier.cbr`,
        gives: map('segmenter.cam.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam',
    links: [issue('jacobgil/pytorch-grad-cam', 476)],
    brought: 'a U-Net of one class: one map behind a sigmoid',
    went: 'the tutorial has two classes and more',
    should: 'the one channel is class 0; the map is of what stands before the sigmoid',
    attempts: [
      {
        command: `attribute small.png --model mask.onnx ${PLUS_MINUS} --size 64 --class 0 --method grad-cam --layer bottom`,
        gives: map('mask.cam.npy'),
      },
      {
        command: `accentuate small.png --model mask.onnx ${PLUS_MINUS} --size 64 --steps 2 --class 0`,
        gives: takes(0),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam',
    links: [issue('jacobgil/pytorch-grad-cam', 301)],
    brought: 'the depth of each pixel (Depth Anything): a map without channels',
    went: 'no class to name',
    should: 'its mean is the one number; no probability; no row taken for a class',
    attempts: [
      {
        command: `top small.png --model depth.onnx ${NORM} --size 64`,
        gives: top('number', 'depth.mean.npy'),
      },
      {
        command: `accentuate small.png --model depth.onnx ${NORM} --size 64 --steps 2 --class 0`,
        gives: takes(0),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam, Ultralytics',
    links: [
      issue('jacobgil/pytorch-grad-cam', 386),
      issue('jacobgil/pytorch-grad-cam', 317),
      issue('ultralytics/ultralytics', 2020),
    ],
    brought: 'a detector (yolov8n) and one class of it, cat',
    went: 'an error about a tuple; or maps of all classes and boxes together',
    should: "the class's channel of all anchors: 4 + 15, never a coordinate of a box; `top` lists classes",
    attempts: [
      {
        command: 'accentuate photo.png --model yolov8.onnx --size 128 --steps 2 --class cat',
        gives: takes(19, 'output0'),
      },
      { command: 'top photo.png --model yolov8.onnx --size 128', gives: listed(80) },
      {
        command:
          'attribute photo.png --model yolov8.onnx --size 128 --class cat --method grad-cam --layer model.21',
        gives: mapOf(4, 4),
      },
    ],
  },
  {
    tool: 'Ultralytics',
    links: [issue('ultralytics/yolov5', 1603), issue('ultralytics/yolov5', 11208)],
    brought: "YOLOv5's rows: box, objectness, a score for each of 80 classes",
    went: 'numbers of the wrong axis taken for boxes and classes',
    should: 'cat is number 5 + 15 of a row, over all rows',
    attempts: [
      {
        command: 'accentuate photo.png --model yolov5-rows.onnx --range 0,1 --size 128 --steps 2 --class cat',
        gives: takes(20, 'output0'),
      },
    ],
  },
  {
    tool: 'Ultralytics',
    links: [issue('ultralytics/ultralytics', 14765), issue('ultralytics/ultralytics', 4281)],
    brought:
      'yolov8n-seg: boxes, 80 classes and 32 coefficients of masks in one output, prototypes in another',
    went: 'what the 116 numbers are; which of them Grad-CAM should take',
    should: 'cat is 4 + 15; 80 classes, no coefficient among them',
    attempts: [
      {
        command: 'accentuate photo.png --model yolov8-masks.onnx --size 128 --steps 2 --class cat',
        gives: takes(19, 'output0'),
      },
      { command: 'top photo.png --model yolov8-masks.onnx --size 128', gives: listed(80) },
    ],
  },
  {
    tool: 'RF-DETR, ONNX models',
    links: [issue('roboflow/rf-detr', 85), issue('onnx/models', 602)],
    brought: 'DETR of COCO (transformers): 91 indices with gaps, one more that is no object, boxes beside',
    went: 'names of the 80 classes without gaps: every name after the first gap is another',
    should: 'cat is index 17 of each query, as config.json says',
    attempts: [
      {
        command: 'accentuate photo.png --model detr --range=-1,1 --size 128 --steps 2 --class cat',
        gives: takes(17, 'logits'),
      },
    ],
  },
  {
    tool: 'Captum',
    links: [issue('meta-pytorch/captum', 1121)],
    brought: 'a network that restores pictures: a picture comes out',
    went: 'no class to give as the target',
    should: 'a channel of what comes out is raised; no probability of it',
    attempts: [
      {
        command:
          'accentuate small.png --model autoencoder.onnx --range 0,1 --size 64 --steps 2 --feature restored:0',
        gives: takes(0, 'restored'),
      },
      {
        command:
          'attribute small.png --model autoencoder.onnx --range 0,1 --size 64 --feature restored:0 --method saliency',
        gives: says(/maps and numbers/),
      },
    ],
  },
  {
    tool: 'Ultralytics',
    links: [issue('ultralytics/ultralytics', 17675)],
    brought: 'YOLOv10; and a file that ends in finished detections (`nms=True`)',
    went: 'six numbers a row are read as the wrong ones',
    should: 'cat is 4 + 15; of finished detections the scores that they are chosen by, and it is said',
    attempts: [
      {
        command: 'accentuate photo.png --model yolov10.onnx --size 128 --steps 2 --class cat',
        gives: takes(19, 'output0'),
      },
      {
        command: 'accentuate photo.png --model finished.onnx --size 128 --steps 2 --class cat',
        gives: takes(15),
      },
    ],
  },
];
