"""Networks of torchvision: classification, segmentation, the backbones of detectors, a detector."""
import functools

import torch
import torchvision.models as tv

from torch_export import export

CLASSIFY = {
    "alexnet": "script", "googlenet": "dynamo", "inception_v3": "dynamo-free", "mnasnet0_5": "dynamo",
    "mobilenet_v3_small": "dynamo", "regnet_x_400mf": "script-free", "shufflenet_v2_x0_5": "dynamo",
    "squeezenet1_1": "script", "swin_t": "dynamo", "swin_v2_t": "script", "vit_b_32": "dynamo", "maxvit_t": "dynamo",
    "convnext_tiny": "dynamo", "densenet121": "dynamo-free", "resnet50": "dynamo",
}
MORE = {
    "googlenet": {"init_weights": False, "aux_logits": False},
    "inception_v3": {"init_weights": False, "aux_logits": True},
    "vit_b_32": {"image_size": 128, "num_layers": 3},
    "maxvit_t": {},
}
SIDE = {"inception_v3": 128, "swin_t": 112, "swin_v2_t": 128, "vit_b_32": 128, "maxvit_t": 224, "alexnet": 96}


def classify(network, how, folder, name):
    torch.manual_seed(0)
    side = SIDE.get(network, 64)
    model = getattr(tv, network)(weights=None, num_classes=50, **MORE.get(network, {}))
    export(folder, name, model, (1, 3, side, side), how)


def segment(network, how, folder, name):
    torch.manual_seed(0)
    model = getattr(tv.segmentation, network)(weights=None, weights_backbone=None, num_classes=11)
    export(folder, name, model, (1, 3, 64, 64), how, output_names=["out"])


def pyramid(how, folder, name):
    torch.manual_seed(0)
    model = tv.detection.fasterrcnn_mobilenet_v3_large_320_fpn(weights=None, weights_backbone=None).backbone
    export(folder, name, model, (1, 3, 96, 96), how)


def detector(how, folder, name):
    """The heads' raw scores of an SSD: what is left when boxes are decoded elsewhere, as phones do."""
    torch.manual_seed(0)
    ssd = tv.detection.ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=8)

    class Heads(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.backbone, self.head = ssd.backbone, ssd.head

        def forward(self, image):
            return self.head(list(self.backbone(image).values()))["cls_logits"]

    export(folder, name, Heads(), (1, 3, 96, 96), how, axis=2, output_names=["cls_logits"])


def features(how, folder, name):
    """A ResNet that ends at an inner layer, as torchvision.models.feature_extraction makes it."""
    from torchvision.models.feature_extraction import create_feature_extractor

    torch.manual_seed(0)
    model = create_feature_extractor(tv.resnet18(weights=None), {"layer3": "features"})
    export(folder, name, model, (1, 3, 64, 64), how)


JOBS = {f"torchvision-{n}-{how}": functools.partial(classify, n, how) for n, how in CLASSIFY.items()}
JOBS |= {
    f"torchvision-{n}-{how}": functools.partial(segment, n, how)
    for n, how in (("fcn_resnet50", "dynamo"), ("deeplabv3_mobilenet_v3_large", "script"), ("lraspp_mobilenet_v3_large", "dynamo"))
}
JOBS |= {
    "torchvision-fpn-dynamo": functools.partial(pyramid, "dynamo"),
    "torchvision-ssdlite-heads-dynamo": functools.partial(detector, "dynamo"),
    "torchvision-resnet18-features-script": functools.partial(features, "script"),
}
