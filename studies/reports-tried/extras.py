"""What people bring as whole folders, and networks that are no classifiers of one picture."""
import json

import numpy as np
import torch
import torchvision.models as tv
from torch import nn

from common import note, save
from inputs import small
from torch_common import classifier, export, tensor, values
from torch_export import enliven

TINY = dict(hidden_size=48, num_attention_heads=4, intermediate_size=96)


def optimum(folder, name):
    """A folder as Optimum and transformers.js have it: config.json, preprocessor_config.json, onnx/model.onnx."""
    import transformers as hf

    place = folder / name
    (place / "onnx").mkdir(parents=True, exist_ok=True)
    labels = ["tabby", "tiger cat", "Persian cat", "peacock", "quail"]
    config = hf.ResNetConfig(depths=[1, 1, 1, 1], embedding_size=16, hidden_sizes=[16, 24, 32, 48], num_labels=5, id2label=dict(enumerate(labels)), label2id={l: i for i, l in enumerate(labels)})
    torch.manual_seed(0)
    x = tensor(folder, "small")
    model = enliven(hf.ResNetForImageClassification(config), x)
    export(place / "onnx", "model", model, x, script=True, input_names=["pixel_values"], output_names=["logits"])
    config.save_pretrained(place)
    processor = {"do_normalize": True, "do_resize": True, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225], "size": {"height": 64, "width": 64}, "image_processor_type": "ViTImageProcessor"}
    (place / "preprocessor_config.json").write_text(json.dumps(processor))
    save(folder, name, scores=values(model, x).logits[0])
    note(folder, name, "PyTorch")


def detr(folder, name):
    """DETR of COCO: 91 indices, some of which are nothing, and one more that is no object."""
    import transformers as hf

    place = folder / name
    place.mkdir(exist_ok=True)
    torch.manual_seed(0)
    back = hf.ResNetConfig(depths=[1, 1, 1, 1], embedding_size=16, hidden_sizes=[16, 24, 32, 48], out_features=["stage4"])
    labels = {i: "N/A" for i in range(91)} | {1: "person", 16: "bird", 17: "cat", 18: "dog", 90: "toothbrush"}
    config = hf.DetrConfig(use_timm_backbone=False, use_pretrained_backbone=False, backbone=None, backbone_config=back, d_model=32, encoder_layers=1, decoder_layers=1, encoder_ffn_dim=48, decoder_ffn_dim=48, encoder_attention_heads=4, decoder_attention_heads=4, num_queries=6, num_labels=91, id2label=labels)
    model, x = hf.DetrForObjectDetection(config).eval(), tensor(folder)

    class Boxes(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, pixel_values):
            found = self.model(pixel_values)
            return found.logits, found.pred_boxes

    export(place, "model", Boxes().eval(), x, input_names=["pixel_values"], output_names=["logits", "pred_boxes"])
    config.save_pretrained(place)
    note(folder, name, "PyTorch")


def film(folder, name):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv3d(3, 8, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(8, 5)).eval()
    export(folder, name, model, torch.zeros(1, 3, 8, 64, 64), script=True, input_names=["clip"], output_names=["scores"])
    note(folder, name, "PyTorch")


def weights_apart(folder, name):
    """As today's exporter writes large networks: the weights lie in a file beside."""
    x = tensor(folder)
    model = classifier(tv.resnet18, x, num_classes=10)
    place = folder / "weights-apart"
    place.mkdir(exist_ok=True)
    torch.onnx.export(model, (x,), str(place / "whole.onnx"), verbose=False, external_data=True)
    (folder / "weights-lost").mkdir(exist_ok=True)
    (folder / "weights-lost" / "whole.onnx").write_bytes((place / "whole.onnx").read_bytes())
    save(folder, name, scores=values(model, x)[0])
    note(folder, name, "PyTorch")


def autoencoder(folder, name):
    """A picture comes out: no class."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.ReLU(), nn.Upsample(scale_factor=4), nn.Conv2d(16, 3, 3, padding=1), nn.Sigmoid()).eval()
    x = tensor(folder, "small", [0, 0, 0], [1, 1, 1])
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["restored"])
    note(folder, name, "PyTorch")


def paddle(folder, name):
    """Three inputs, as PaddleDetection exports: the picture, its size, its scale."""
    body = small(3, 6)

    class Detector(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = body

        def forward(self, image, im_shape, scale_factor):
            return self.body(image) + 0 * im_shape.sum() + 0 * scale_factor.sum()

    x = tensor(folder, "small")
    more = torch.tensor([[64.0, 64.0]]), torch.ones(1, 2)
    model = Detector().eval()
    export(folder, name, model, (x, *more), script=True, input_names=["image", "im_shape", "scale_factor"], output_names=["scores"])
    save(folder, name, scores=values(model, x, *more)[0])
    note(folder, name, "PyTorch")


def normalized(folder, name):
    """The mean and the deviation are a part of the network, as is advised for deployment."""
    body = small()

    class Whole(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = body
            self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
            self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

        def forward(self, x):
            return self.body((x - self.mean) / self.std)

    x = tensor(folder, "small", [0, 0, 0], [1, 1, 1])
    model = Whole().eval()
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["scores"])
    save(folder, name, scores=values(model, x)[0])
    note(folder, name, "PyTorch")


def whole_clip(folder, name):
    """All of CLIP: a picture, tokens of two texts and their mask; the logits say which text fits."""
    import transformers as hf

    text = dict(TINY, num_hidden_layers=2, vocab_size=99, max_position_embeddings=16, eos_token_id=98)
    vision = dict(TINY, num_hidden_layers=3, image_size=64, patch_size=8)
    torch.manual_seed(0)
    model = hf.CLIPModel(hf.CLIPConfig(text_config=text, vision_config=vision, projection_dim=24)).eval()

    class Whole(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, pixel_values, attention_mask):
            return self.model(input_ids=input_ids, pixel_values=pixel_values, attention_mask=attention_mask).logits_per_image

    ids = torch.tensor([[5, 7, 11, 98], [5, 9, 98, 98]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    x = tensor(folder, "small", [0.5] * 3, [0.5] * 3)
    whole = Whole().eval()
    names = ["input_ids", "pixel_values", "attention_mask"]
    export(folder, name, whole, (ids, x, mask), input_names=names, output_names=["logits_per_image"])
    np.save(folder / f"{name}.ids.npy", ids.numpy())
    np.save(folder / f"{name}.mask.npy", mask.numpy())
    save(folder, name, scores=values(whole, ids, x, mask)[0])
    note(folder, name, "PyTorch")


JOBS = {
    "optimum": optimum, "detr": detr, "film": film, "weights-apart": weights_apart, "autoencoder": autoencoder,
    "paddle": paddle, "normalized": normalized, "whole-clip": whole_clip,
}
