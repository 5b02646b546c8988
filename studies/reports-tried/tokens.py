"""Transformers that people brought, and Grad-CAM of their tokens: only patches are positions."""
import functools
import json

import numpy as np
import timm
import torch

from common import note, save
from torch_common import cam, export, speaking, tensor, values
from torch_export import enliven, first_tensor

TINY = dict(hidden_size=48, num_hidden_layers=3, num_attention_heads=4, intermediate_size=96, image_size=64, patch_size=8, num_labels=10)


def patches(first, height, width):
    """Channels in front of tokens' grid, without the tokens before it."""
    return lambda t: t[0, first:].reshape(height, width, -1).permute(2, 0, 1)


def tokens(make, layer, channels, folder, name, photo="small", mean=(0.5,) * 3, std=(0.5,) * 3, script=False):
    x = tensor(folder, photo, mean, std)
    score = lambda y: first_tensor(y)[0, 3]
    model, seen = speaking(lambda: enliven(make(), x), lambda model: cam(model, layer, x, score, channels))
    export(folder, name, model, x, script, **({"input_names": ["pixel_values"], "output_names": ["logits"]} if script else {}))
    y = first_tensor(values(model, x))
    save(folder, name, scores=y[0], cam=seen)
    note(folder, name, "autograd, float64")


def from_timm(network, **more):
    return lambda: timm.create_model(network, pretrained=False, num_classes=10, **more)


def from_hf(kind):
    import transformers as hf

    def make():
        return getattr(hf, f"{kind}ForImageClassification")(getattr(hf, f"{kind}Config")(**TINY)).eval()

    return make


def with_config(folder, name):
    """A folder as timm's models lie on a hub: the mean and deviation stand in config.json."""
    place = folder / name
    place.mkdir(exist_ok=True)
    torch.manual_seed(0)
    x = tensor(folder, mean=[0.5] * 3, std=[0.5] * 3)
    model = enliven(timm.create_model("vit_tiny_patch16_224", pretrained=False, num_classes=10, img_size=128), x)
    export(place, "model", model, x)
    config = {"architecture": "vit_tiny_patch16_224", "num_classes": 10, "pretrained_cfg": {"input_size": [3, 128, 128], "crop_pct": 1.0, "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "num_classes": 10}}
    (place / "config.json").write_text(json.dumps(config))
    save(folder, name, scores=values(model, x)[0])
    note(folder, name, "PyTorch")


def clip(folder, name):
    """The picture's half of CLIP: an embedding, to be compared with a text's."""
    import transformers as hf

    torch.manual_seed(0)
    settings = {k: v for k, v in TINY.items() if k != "num_labels"}
    model = hf.CLIPVisionModelWithProjection(hf.CLIPVisionConfig(**settings, projection_dim=24)).eval()
    mean, std = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
    x = tensor(folder, "small", mean, std)
    text = np.random.default_rng(2).standard_normal(24).astype("f4")

    class Image(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, pixel_values):
            return self.model(pixel_values).image_embeds

    whole = Image().eval()
    export(folder, name, whole, x, script=True, input_names=["pixel_values"], output_names=["image_embeds"])
    np.save(folder / f"{name}.text.npy", text[None])
    embedding = values(whole, x)[0].numpy()
    save(folder, name, embedding=embedding, cosine=np.array([embedding @ text / np.linalg.norm(embedding) / np.linalg.norm(text)]))
    note(folder, name, "PyTorch")


GRID = 8
last = TINY["num_hidden_layers"] - 1
JOBS = {
    "vit": functools.partial(tokens, from_hf("ViT"), f"vit.layers.{last}.layernorm_before", patches(1, GRID, GRID)),
    "deit": functools.partial(tokens, from_timm("deit_tiny_distilled_patch16_224", img_size=128), "blocks.11.norm1", patches(2, GRID, GRID), photo="photo"),
    "registers": functools.partial(tokens, from_hf("Dinov2WithRegisters"), "dinov2_with_registers.encoder.layer.2.norm1", patches(5, GRID, GRID)),
    "swin": functools.partial(tokens, from_timm("swin_tiny_patch4_window7_224", img_size=128, window_size=4), "layers.3.blocks.1.norm1", lambda t: t[0].permute(2, 0, 1), photo="photo"),
    "oblong": functools.partial(tokens, from_timm("vit_tiny_patch16_224", img_size=(96, 160)), "blocks.11.norm1", patches(1, 6, 10), photo="wide", script=True),
    "half-mean": with_config,
    "clip": clip,
}
