/** What is known of a model before its file is there. */
export interface CatalogueEntry {
  readonly name: string;
  /** A file, an address or a place on the Hub. */
  readonly reference: string;
  readonly about?: string;
  /** What the repository's own files do not say; what they say goes before it. */
  readonly description?: Readonly<Record<string, unknown>>;
  /** A place on the Hub whose config.json has the labels, where the model's own repository has none. */
  readonly labelsFrom?: string;
}

/** Pixels in [0, 1], less the mean of ImageNet's photographs, by their deviation. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** Google's own: [0, 1] to [-1, 1]. */
const SYMMETRIC = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const CLIP = { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] };
/** Caffe's: blue first, bytes less their mean. */
const CAFFE = { channelOrder: 'BGR', scale: 255, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] };

const S224 = { size: [224, 224] };
const S299 = { size: [299, 299] };

/** The 1000 classes of ImageNet in their usual order. */
const IMAGENET_LABELS = 'hf:Xenova/resnet-50/config.json';

/**
 * The usual classifiers with public ONNX files. None was fetched while this was written (docs/models.md says what each
 * entry rests on); the layers are named as their exporters name modules.
 */
// prettier-ignore
export const CATALOGUE: readonly CatalogueEntry[] = [
  { name: 'resnet-18', about: 'ResNet-18, ImageNet', reference: 'hf:Xenova/resnet-18', description: { ...S224, ...IMAGENET, regularize: 'resnet.encoder.stages.0' } },
  { name: 'resnet-50', about: 'ResNet-50, ImageNet', reference: 'hf:Xenova/resnet-50', description: { ...S224, ...IMAGENET, regularize: 'resnet.encoder.stages.0' } },
  { name: 'googlenet', about: 'GoogLeNet (Inception v1) of BVLC Caffe, ImageNet', reference: 'hf:onnxmodelzoo/googlenet-12/googlenet-12.onnx', labelsFrom: IMAGENET_LABELS, description: { ...S224, ...CAFFE, regularize: 'inception_3a/output_1' } },
  { name: 'inception-v3', about: 'Inception v3 of timm, ImageNet', reference: 'hf:onnxmodelzoo/inception_v3_Opset17_timm', labelsFrom: IMAGENET_LABELS, description: { ...S299, ...SYMMETRIC, regularize: 'Mixed_5b' } },
  { name: 'mobilenet-v2', about: 'MobileNet v2 of the ONNX Model Zoo, ImageNet', reference: 'hf:onnxmodelzoo/mobilenetv2-12/mobilenetv2-12.onnx', labelsFrom: IMAGENET_LABELS, description: { ...S224, ...IMAGENET } },
  { name: 'mobilenet-v2-google', about: 'MobileNet v2 1.0 of Google, ImageNet with background', reference: 'hf:onnx-community/mobilenet_v2_1.0_224', description: { ...S224, ...SYMMETRIC, regularize: 'mobilenet_v2.layer.2' } },
  { name: 'mobilenet-v3-large', about: 'MobileNet v3 large of timm (MIIL), ImageNet', reference: 'hf:onnx-community/mobilenetv3_large_100.miil_in21k_ft_in1k', description: { ...S224, regularize: 'blocks.1' } },
  { name: 'mobilenet-v4-small', about: 'MobileNet v4 small of timm, ImageNet', reference: 'hf:onnx-community/mobilenetv4_conv_small.e2400_r224_in1k', description: { ...S224, ...IMAGENET, regularize: 'blocks.0' } },
  { name: 'efficientnet-b0', about: 'EfficientNet-B0 of torchvision or timm, ImageNet', reference: 'hf:onnxmodelzoo/efficientnet_b0_Opset17', labelsFrom: IMAGENET_LABELS, description: { ...S224, ...IMAGENET } },
  { name: 'convnext-tiny', about: 'ConvNeXt tiny, ImageNet', reference: 'hf:Xenova/convnext-tiny-224', description: { ...S224, ...IMAGENET, regularize: 'convnext.encoder.stages.0' } },
  { name: 'convnextv2-tiny', about: 'ConvNeXt v2 tiny, ImageNet', reference: 'hf:Xenova/convnextv2-tiny-1k-224', description: { ...S224, ...IMAGENET, regularize: 'convnextv2.encoder.stages.0' } },
  { name: 'vit-base', about: 'ViT-B/16, ImageNet', reference: 'hf:Xenova/vit-base-patch16-224', description: { ...S224, ...SYMMETRIC, regularize: 'vit.encoder.layer.2' } },
  { name: 'dinov2-small', about: 'DINOv2 small, features only', reference: 'hf:Xenova/dinov2-small', description: { ...S224, ...IMAGENET, regularize: 'encoder.layer.2' } },
  { name: 'dinov2-base', about: 'DINOv2 base, features only', reference: 'hf:Xenova/dinov2-base', description: { ...S224, ...IMAGENET, regularize: 'encoder.layer.2' } },
  { name: 'dinov2-small-imagenet', about: 'DINOv2 small with a linear classifier, ImageNet', reference: 'hf:Xenova/dinov2-small-imagenet1k-1-layer', description: { ...S224, ...IMAGENET, regularize: 'dinov2.encoder.layer.2' } },
  { name: 'clip-vit-base-patch32', about: 'CLIP ViT-B/32, vision tower (image embeddings)', reference: 'hf:Xenova/clip-vit-base-patch32/onnx/vision_model.onnx', description: { ...S224, ...CLIP, regularize: 'vision_model.encoder.layers.2' } },
  { name: 'clip-vit-base-patch16', about: 'CLIP ViT-B/16, vision tower (image embeddings)', reference: 'hf:Xenova/clip-vit-base-patch16/onnx/vision_model.onnx', description: { ...S224, ...CLIP, regularize: 'vision_model.encoder.layers.2' } },
];
