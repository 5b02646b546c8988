"""Heads that people brought: sigmoids, regressions, several outputs, maps, strings."""
import functools

import torch
import torchvision.models as tv
from torch import nn

from common import note, save
from torch_common import cam, classifier, export, speaking, tensor, values


class Then(nn.Module):
    """A network and what comes after it; the network's modules keep their names."""

    def __init__(self, network, after):
        super().__init__()
        for child, module in network.named_children():
            self.add_module(child, module)
        self.__dict__["network"], self.__dict__["after"] = network, after

    def forward(self, x):
        return self.after(self.network(x))


def ended(network, after, layer, score, probabilities, folder, name):
    """A network of torchvision behind something: its scores before that, its map, and the probabilities that should come."""
    x = tensor(folder)
    model = network(x)
    export(folder, name, Then(model, after), x)
    scores = values(model, x)
    save(folder, name, scores=scores[0], cam=cam(model, layer, x, score), **({"p": probabilities(scores)[0]} if probabilities else {}))
    note(folder, name, "autograd, float64")


def resnet(x, classes, scale=1.0):
    model = classifier(tv.resnet18, x, num_classes=classes)
    with torch.no_grad():
        model.fc.weight.mul_(scale)
    return model


def sure(x):
    """Of four classes it is sure of number 2."""
    model = resnet(x, 4, 500.0)
    with torch.no_grad():
        model.fc.weight.copy_(model.fc.weight.roll(2 - int(model(x).argmax()), 0))
        model.fc.bias.zero_()
    return model


def densenet(x, classes):
    return classifier(tv.densenet121, x, num_classes=classes)


def features_and_scores(folder, name):
    """A model that returns what it pooled before its scores."""
    x = tensor(folder)
    model = resnet(x, 10)
    pooled = nn.Sequential(*list(model.children())[:-1], nn.Flatten())

    class Both(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.fc = pooled, model.fc

        def forward(self, x):
            features = self.body(x)
            return features, self.fc(features)

    export(folder, name, Both().eval(), x, script=True, input_names=["image"], output_names=["features", "logits"])
    save(folder, name, scores=values(model, x)[0])
    note(folder, name, "PyTorch")


def two_tasks(folder, name):
    x = tensor(folder)
    model = resnet(x, 512)
    torch.manual_seed(3)

    class Tasks(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.age, self.gender = model, nn.Linear(512, 9), nn.Linear(512, 2)

        def forward(self, x):
            features = torch.relu(self.body(x))
            return self.age(features), self.gender(features)

    tasks = Tasks().eval()
    export(folder, name, tasks, x, input_names=["image"], output_names=["age", "gender"])
    age, gender = values(tasks, x)
    save(folder, name, age=age[0], gender=gender[0])
    note(folder, name, "PyTorch")


def segmenter(folder, name):
    """A dictionary of outputs, as segmentation networks of torchvision return it."""
    x = tensor(folder)
    model = classifier(tv.segmentation.lraspp_mobilenet_v3_large, x, num_classes=21, weights_backbone=None)
    export(folder, name, model, x, input_names=["image"])
    out = values(model, x)["out"][0]
    save(folder, name, scores=out.mean((1, 2)), cam=cam(model, "classifier.cbr", x, lambda y: y["out"][0, 12].mean()))
    note(folder, name, "autograd, float64")


def mask(folder, name):
    """A small U-Net of one class: a map of one channel behind a sigmoid."""

    def block(i, o):
        return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(o, o, 3, padding=1), nn.ReLU(inplace=True))

    class UNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.down1, self.down2, self.bottom, self.up = block(3, 8), block(8, 16), block(16, 32), block(32 + 16, 8)
            self.out = nn.Conv2d(8, 1, 1)

        def forward(self, x):
            a = self.down1(x)
            b = self.down2(nn.functional.max_pool2d(a, 2))
            c = self.bottom(nn.functional.max_pool2d(b, 2))
            c = nn.functional.interpolate(c, scale_factor=2, mode="bilinear", align_corners=False)
            return torch.sigmoid(self.out(nn.functional.interpolate(self.up(torch.cat([b, c], 1)), scale_factor=2)))

    x = tensor(folder, "small", [0.5] * 3, [0.5] * 3)
    logit = lambda y: torch.logit(y).mean()
    model, seen = speaking(lambda: UNet().eval(), lambda model: cam(model, "bottom", x, logit))
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["mask"])
    save(folder, name, cam=seen)
    note(folder, name, "autograd, float64")


def depth(folder, name):
    import transformers as hf

    backbone = hf.Dinov2Config(hidden_size=48, num_hidden_layers=4, num_attention_heads=4, image_size=64, patch_size=16, out_indices=[1, 2, 3, 4], reshape_hidden_states=False, apply_layernorm=True)
    config = hf.DepthAnythingConfig(backbone_config=backbone, patch_size=16, reassemble_hidden_size=48, neck_hidden_sizes=[8, 16, 24, 32], fusion_hidden_size=16)
    torch.manual_seed(0)
    model, x = hf.DepthAnythingForDepthEstimation(config).eval(), tensor(folder, "small")
    model.config.return_dict = False
    export(folder, name, model, x, script=True, input_names=["pixel_values"], output_names=["predicted_depth"])
    save(folder, name, mean=values(model, x)[0].mean().reshape(1))
    note(folder, name, "PyTorch")


def silent(folder, name):
    """A class that no channel speaks for: all of its weights are negative."""
    from inputs import small

    model, x = small(), tensor(folder, "small", [0.5] * 3, [0.5] * 3)
    with torch.no_grad():
        model[1][2].weight[3] = -model[1][2].weight[3].abs()
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["scores"])
    note(folder, name, "PyTorch")


def custom_vision(folder, name):
    """As customvision.ai exports it: bytes as BGR, a label as a string, a map of probabilities."""
    import onnx
    from onnx import TensorProto, helper

    x = tensor(folder, "small", [0, 0, 0], [1 / 255] * 3)
    model = classifier(tv.squeezenet1_1, x / 255, num_classes=3)

    class Bytes(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, data):
            return torch.softmax(self.model(data / 128 - 1), 1)

    whole = Bytes().eval()
    export(folder, name, whole, x, script=True, input_names=["data"], output_names=["model_output"], opset_version=12)
    file = onnx.load(str(folder / f"{name}.onnx"))
    names = ["cup", "chair", "lamp"]
    graph = file.graph
    graph.node.extend([
        helper.make_node("ArgMax", ["model_output"], ["best"], axis=1, keepdims=0),
        helper.make_node("LabelEncoder", ["best"], ["classLabel"], domain="ai.onnx.ml", keys_int64s=[0, 1, 2], values_strings=names),
        helper.make_node("ZipMap", ["model_output"], ["loss"], domain="ai.onnx.ml", classlabels_strings=names),
    ])
    del graph.output[:]
    value = helper.make_map_type_proto(TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, []))
    graph.output.extend([
        helper.make_tensor_value_info("classLabel", TensorProto.STRING, [1]),
        helper.make_value_info("loss", helper.make_sequence_type_proto(value)),
    ])
    file.opset_import.append(helper.make_opsetid("ai.onnx.ml", 2))
    for key, text in (("Image.BitmapPixelFormat", "Bgr8"), ("Image.ColorSpaceGamma", "SRGB"), ("Image.NominalPixelRange", "NominalRange_0_255")):
        file.metadata_props.add(key=key, value=text)
    onnx.save(file, str(folder / f"{name}.onnx"))
    save(folder, name, p=values(whole, x.flip(1))[0])
    (folder / "custom-vision.labels.txt").write_bytes("\ufeffcup\r\nchair\r\nlamp\r\n".encode())
    note(folder, name, "PyTorch")


first = lambda unit: lambda y: y[0, unit]
JOBS = {
    "sigmoid-one": functools.partial(ended, lambda x: resnet(x, 1), torch.sigmoid, "layer4", first(0), torch.sigmoid),
    "multi-label": functools.partial(ended, lambda x: densenet(x, 14), torch.sigmoid, "features", first(5), torch.sigmoid),
    "softmax-sure": functools.partial(ended, sure, lambda y: y.softmax(1), "layer4", first(2), lambda y: y.double().softmax(1)),
    "log-softmax": functools.partial(ended, lambda x: classifier(tv.mobilenet_v2, x, num_classes=4), lambda y: y.log_softmax(1), "features", first(3), lambda y: y.softmax(1)),
    "regression": functools.partial(ended, lambda x: resnet(x, 1), lambda y: y.squeeze(1), "layer4", first(0), None),
    "features-and-scores": features_and_scores,
    "two-tasks": two_tasks,
    "segmenter": segmenter,
    "mask": mask,
    "depth": depth,
    "silent": silent,
    "custom-vision": custom_vision,
}
