import { map, mapOf, runs, takes, top } from './expect.js';
import { type Report, issue } from './report.js';

const PLUS_MINUS = '--range=-1,1';

/** Networks of tokens. */
export const tokens: Report[] = [
  {
    tool: 'pytorch-grad-cam',
    links: [issue('jacobgil/pytorch-grad-cam', 257), issue('jacobgil/pytorch-grad-cam', 76)],
    brought: 'a vision transformer (transformers), as it is',
    went: 'an axis out of bounds, until the reshape is written by hand',
    should: 'the grid of patches without the class token, by itself',
    attempts: [
      {
        command: `top small.png --model vit.onnx ${PLUS_MINUS} --size 64`,
        gives: top('score', 'vit.scores.npy'),
      },
      {
        command: `attribute small.png --model vit.onnx ${PLUS_MINUS} --size 64 --class 3 --method grad-cam --layer vit.layers.2.layernorm_before`,
        gives: map('vit.cam.npy'),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam',
    links: [issue('jacobgil/pytorch-grad-cam', 513)],
    brought: 'the same, without naming a layer, or the last block',
    went: 'zero everywhere: behind the last attention only the class token is read',
    should: 'by default the last layer whose patches still matter',
    attempts: [
      {
        command: `attribute small.png --model vit.onnx ${PLUS_MINUS} --size 64 --class 3 --method grad-cam`,
        gives: mapOf(8, 8),
      },
    ],
  },
  {
    tool: 'LocalViT, pytorch-grad-cam',
    links: [issue('ofsoundof/LocalViT', 5), issue('jacobgil/pytorch-grad-cam', 511)],
    brought: 'DeiT with a distillation token (timm)',
    went: '198 tokens are no square and a class token',
    should: 'two tokens before the patches',
    attempts: [
      {
        command: `attribute photo.png --model deit.onnx ${PLUS_MINUS} --size 128 --class 3 --method grad-cam --layer blocks.11.norm1`,
        gives: map('deit.cam.npy'),
      },
      {
        command: `attribute photo.png --model deit.onnx ${PLUS_MINUS} --size 128 --class 3 --method grad-cam`,
        gives: mapOf(8, 8),
      },
    ],
  },
  {
    tool: 'DINOv2',
    links: [issue('facebookresearch/dinov2', 90)],
    brought: 'DINOv2 with four registers (transformers)',
    went: '845 tokens for a grid of 29 × 29',
    should: 'class token and registers are no positions',
    attempts: [
      {
        command: `attribute small.png --model registers.onnx ${PLUS_MINUS} --size 64 --class 3 --method grad-cam --layer dinov2_with_registers.encoder.layer.2.norm1`,
        gives: map('registers.cam.npy'),
      },
      {
        command: `attribute small.png --model registers.onnx ${PLUS_MINUS} --size 64 --class 3 --method grad-cam`,
        gives: mapOf(8, 8),
      },
    ],
  },
  {
    tool: 'pytorch-grad-cam',
    links: [
      issue('jacobgil/pytorch-grad-cam', 84),
      issue('jacobgil/pytorch-grad-cam', 125),
      issue('jacobgil/pytorch-grad-cam', 426),
    ],
    brought: 'Swin (timm): channels last, and no class token',
    went: 'the first patch is cut off as a class token: maps are shifted',
    should: 'all patches are positions',
    attempts: [
      {
        command: `attribute photo.png --model swin.onnx ${PLUS_MINUS} --size 128 --class 3 --method grad-cam --layer layers.3.blocks.1.norm1`,
        gives: map('swin.cam.npy'),
      },
      {
        command: `attribute photo.png --model swin.onnx ${PLUS_MINUS} --size 128 --class 3 --method grad-cam`,
        gives: mapOf(4, 4),
      },
    ],
  },
  {
    tool: 'vit-explain, pytorch-grad-cam',
    links: [issue('jacobgil/vit-explain', 10), issue('jacobgil/pytorch-grad-cam', 344)],
    brought: 'a transformer of oblong pictures: 96 × 160 in patches of 16',
    went: 'a square root of 60 tokens',
    should: 'a grid of 6 × 10, from the patches',
    attempts: [
      {
        command: `attribute wide.png --model oblong.onnx ${PLUS_MINUS} --size 96x160 --class 3 --method grad-cam --layer blocks.11.norm1`,
        gives: map('oblong.cam.npy'),
      },
      {
        command: `attribute wide.png --model oblong.onnx ${PLUS_MINUS} --size 96x160 --class 3 --method grad-cam`,
        gives: mapOf(6, 10),
      },
    ],
  },
  {
    tool: 'timm',
    links: [issue('mr-eggplant/FOA', 2), issue('mlfoundations/open_clip', 311)],
    brought: "a folder as timm's models lie on a hub, with mean and deviation of 0.5",
    went: "ImageNet's mean instead: 19 points less",
    should: 'what config.json says, without a flag',
    attempts: [
      { command: 'top photo.png --model half-mean --size 128', gives: top('score', 'half-mean.scores.npy') },
    ],
  },
  {
    tool: 'pybioclip, transformers.js, pytorch-grad-cam',
    links: [
      issue('Imageomics/pybioclip', 52),
      issue('huggingface/transformers.js', 595),
      issue('jacobgil/pytorch-grad-cam', 218),
    ],
    brought: "an embedding (CLIP's half for pictures), and one to compare it with: a text's, another face's",
    went: "the embedding's largest number is taken for a class",
    should: "the angle to the text's embedding is raised; numbers are no probabilities",
    attempts: [
      {
        command:
          'accentuate small.png --model clip.onnx --mean 0.48145466,0.4578275,0.40821073 --std 0.26862954,0.26130258,0.27577711 --size 64 --steps 2 --direction clip.text.npy --layer image_embeds --cosine',
        gives: runs,
      },
      {
        command:
          'top small.png --model clip.onnx --mean 0.48145466,0.4578275,0.40821073 --std 0.26862954,0.26130258,0.27577711 --size 64 --layer image_embeds',
        gives: top('number', 'clip.embedding.npy'),
      },
    ],
  },
  {
    tool: 'timm, transformers',
    links: [issue('jacobgil/pytorch-grad-cam', 355)],
    brought: 'the same transformer, accentuated for a class',
    went: 'which layer to take',
    should: 'a run with the layer that is held by default',
    attempts: [
      {
        command: `accentuate small.png --model vit.onnx ${PLUS_MINUS} --size 64 --steps 2 --class 3`,
        gives: takes(3),
      },
    ],
  },
];
