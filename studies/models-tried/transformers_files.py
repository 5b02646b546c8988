"""Networks of transformers, by their configurations, small where these allow."""
import functools

import torch
import transformers as hf

from torch_export import export

TINY = dict(hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=64, num_labels=10)
PATCHES = dict(TINY, patch_size=16)
PYRAMID = dict(depths=[1, 1, 1, 1], num_labels=10)
CASES = {  # configuration, its settings, the model's class, how it is exported, which axis and output the feature is of
    "vit": (hf.ViTConfig, PATCHES, hf.ViTForImageClassification, "dynamo"),
    "deit": (hf.DeiTConfig, PATCHES, hf.DeiTForImageClassification, "script"),
    "beit": (hf.BeitConfig, dict(PATCHES, use_relative_position_bias=True), hf.BeitForImageClassification, "dynamo"),
    "data2vec": (hf.Data2VecVisionConfig, PATCHES, hf.Data2VecVisionForImageClassification, "dynamo-free"),
    "swin": (hf.SwinConfig, dict(image_size=112, embed_dim=24, depths=[2, 2], num_heads=[2, 4], window_size=7, num_labels=10), hf.SwinForImageClassification, "dynamo"),
    "swinv2": (hf.Swinv2Config, dict(image_size=64, embed_dim=24, depths=[2, 2], num_heads=[2, 4], window_size=4, num_labels=10), hf.Swinv2ForImageClassification, "script"),
    "dinov2": (hf.Dinov2Config, PATCHES, hf.Dinov2Model, "dynamo", 2),
    "dinov2-registers": (hf.Dinov2WithRegistersConfig, PATCHES, hf.Dinov2WithRegistersForImageClassification, "dynamo-free"),
    "dinov3": (hf.DINOv3ViTConfig, PATCHES, hf.DINOv3ViTModel, "dynamo", 2),
    "convnext": (hf.ConvNextConfig, dict(PYRAMID, hidden_sizes=[16, 24, 32, 48]), hf.ConvNextForImageClassification, "dynamo"),
    "convnextv2": (hf.ConvNextV2Config, dict(PYRAMID, hidden_sizes=[16, 24, 32, 48]), hf.ConvNextV2ForImageClassification, "script-free"),
    "resnet": (hf.ResNetConfig, dict(PYRAMID, embedding_size=16, hidden_sizes=[16, 24, 32, 48]), hf.ResNetForImageClassification, "dynamo"),
    "regnet": (hf.RegNetConfig, dict(PYRAMID, embedding_size=16, hidden_sizes=[16, 32, 32, 64], groups_width=8), hf.RegNetForImageClassification, "dynamo"),
    "mobilenet-v2": (hf.MobileNetV2Config, dict(image_size=64, depth_multiplier=0.35, num_labels=10), hf.MobileNetV2ForImageClassification, "script"),
    "efficientnet": (hf.EfficientNetConfig, dict(image_size=64, width_coefficient=0.5, depth_coefficient=0.5, num_labels=10), hf.EfficientNetForImageClassification, "dynamo"),
    "mobilevit": (hf.MobileViTConfig, dict(image_size=64, hidden_sizes=[24, 32, 40], neck_hidden_sizes=[8, 8, 16, 24, 32, 40, 64], num_labels=10), hf.MobileViTForImageClassification, "script"),
    "poolformer": (hf.PoolFormerConfig, dict(PYRAMID, hidden_sizes=[16, 24, 32, 48]), hf.PoolFormerForImageClassification, "dynamo"),
    "pvt-v2": (hf.PvtV2Config, dict(image_size=64, depths=[1, 1, 1, 1], hidden_sizes=[16, 32, 40, 64], num_labels=10), hf.PvtV2ForImageClassification, "dynamo"),
    "levit": (hf.LevitConfig, dict(image_size=64, num_labels=10), hf.LevitForImageClassification, "dynamo"),
    "segformer": (hf.SegformerConfig, dict(hidden_sizes=[16, 24, 32, 48], depths=[1, 1, 1, 1], decoder_hidden_size=32, num_labels=10), hf.SegformerForSemanticSegmentation, "dynamo"),
    "dpt": (hf.DPTConfig, dict({**TINY, "num_hidden_layers": 4}, patch_size=16, backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[8, 16, 24, 32], fusion_hidden_size=16, reassemble_factors=[4, 2, 1, 0.5]), hf.DPTForSemanticSegmentation, "script"),
    "yolos": (hf.YolosConfig, dict(TINY, image_size=[64, 64], num_detection_tokens=7), hf.YolosForObjectDetection, "dynamo", 2),
    "clip-vision": (hf.CLIPVisionConfig, dict(PATCHES, projection_dim=24), hf.CLIPVisionModelWithProjection, "dynamo"),
    "clip-vision-tokens": (hf.CLIPVisionConfig, PATCHES, hf.CLIPVisionModel, "script", 2),
    "siglip-vision": (hf.SiglipVisionConfig, PATCHES, hf.SiglipVisionModel, "dynamo", 2),
    "hiera": (hf.HieraConfig, dict(embed_dim=16, image_size=[64, 64], depths=[1, 1, 1, 1], num_labels=10), hf.HieraForImageClassification, "dynamo"),
    "focalnet": (hf.FocalNetConfig, dict(image_size=64, embed_dim=16, depths=[1, 1, 1, 1], num_labels=10), hf.FocalNetForImageClassification, "dynamo"),
    "detr": (hf.DetrConfig, dict(use_timm_backbone=False, use_pretrained_backbone=False, backbone=None, d_model=32, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=48, decoder_ffn_dim=48, encoder_attention_heads=4, decoder_attention_heads=4, num_queries=6, num_labels=10), hf.DetrForObjectDetection, "dynamo", 2),
}


def classify(case, folder, name):
    make_config, settings, make, how, *axis = CASES[case]
    torch.manual_seed(0)
    if case == "detr":
        settings = dict(settings, backbone_config=hf.ResNetConfig(depths=[1, 1, 1, 1], embedding_size=16, hidden_sizes=[16, 24, 32, 48], out_features=["stage4"]))
    config = make_config(**settings)
    model = make(config).eval()
    side = config.image_size if hasattr(config, "image_size") else 64
    side = side if isinstance(side, int) else side[0]
    if case == "mobilenet-v2" or case == "detr":
        side = 64
    shape = (1, 3, side, side)
    named = {"input_names": ["pixel_values"]} if how.startswith("script") else {}
    export(folder, name, model, shape, how, axis=axis[0] if axis else 1, **named)


def depth_anything(how, folder, name):
    backbone = hf.Dinov2Config(**{**PATCHES, "num_hidden_layers": 4}, out_indices=[1, 2, 3, 4], reshape_hidden_states=False, apply_layernorm=True)
    config = hf.DepthAnythingConfig(backbone_config=backbone, patch_size=16, reassemble_hidden_size=48, neck_hidden_sizes=[8, 16, 24, 32], fusion_hidden_size=16)
    torch.manual_seed(0)
    model = hf.DepthAnythingForDepthEstimation(config)
    call = lambda m, x: m(x).predicted_depth.unsqueeze(1)
    export(folder, name, model, (1, 3, 64, 64), how, call=call, axis=1, unit=0, plane=True)


def clip(make_config, make, folder, name):
    """A whole CLIP or SigLIP, with text beside the picture; the feature is of the picture's embedding."""
    text = dict(hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, vocab_size=99, max_position_embeddings=16, eos_token_id=98)
    vision = dict(PATCHES)
    vision.pop("num_labels")
    torch.manual_seed(0)
    model = make(make_config(text_config=text, vision_config=vision)).eval()

    class Whole(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, pixel_values, input_ids, attention_mask):
            out = self.model(input_ids=input_ids, pixel_values=pixel_values, attention_mask=attention_mask)
            return out.image_embeds, out.logits_per_image

    ids = torch.tensor([[5, 7, 11, 98, 1, 1, 1, 1]])
    others = {"input_ids": ids, "attention_mask": (ids != 1).long()}
    call = lambda m, x: m(x, ids, others["attention_mask"])[0]
    names = ["pixel_values", "input_ids", "attention_mask"]
    export(folder, name, Whole(), (1, 3, 64, 64), "dynamo", others=others, call=call, input_names=names, output_names=["image_embeds", "logits_per_image"])


JOBS = {f"transformers-{case}-{spec[3]}": functools.partial(classify, case) for case, spec in CASES.items()}
JOBS["transformers-depth-anything-dynamo"] = functools.partial(depth_anything, "dynamo")
JOBS["transformers-clip-dynamo"] = functools.partial(clip, hf.CLIPConfig, hf.CLIPModel)
JOBS["transformers-siglip-dynamo"] = functools.partial(clip, hf.SiglipConfig, hf.SiglipModel)
