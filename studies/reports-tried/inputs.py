"""Inputs that people brought: several, of many channels, of other shapes, of other types."""
import numpy as np
import torch
import torchvision.models as tv
from torch import nn

from common import note, save
from torch_common import cam, classifier, export, gradient, tensor, values


def small(channels=3, classes=5, side=64):
    torch.manual_seed(0)
    parts = []
    for i, o in ((channels, 16), (16, 32), (32, 48)):
        parts += [nn.Conv2d(i, o, 3, 2, 1), nn.ReLU(inplace=True)]
    return nn.Sequential(nn.Sequential(*parts), nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, classes))).eval()


def plain(folder, name):
    """torchvision's, exported as its page says, with the photograph's own normalization outside."""
    x = tensor(folder)
    model = classifier(tv.resnet18, x, num_classes=10)
    export(folder, name, model, x)
    y = values(model, x)
    save(folder, name, scores=y[0], x=x, g=gradient(model, x, lambda y: y[0, 3]), cam=cam(model, "layer4", x, lambda y: y[0, 3]))
    note(folder, name, "autograd, float64")


def half(folder, name):
    x = tensor(folder, "small")
    model = small()
    save(folder, name, x=x, g=gradient(model, x, lambda y: y[0, 3]), scores=values(model, x)[0])
    export(folder, name, model.half(), x.half(), script=True, input_names=["image"], output_names=["scores"])
    note(folder, name, "autograd, float64")


def quantized(folder, name):
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static
    from files import session

    x = tensor(folder)
    model = classifier(tv.mobilenet_v2, x, num_classes=10)
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["scores"], opset_version=17)

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.left = [x, tensor(folder).flip(2), tensor(folder).flip(3)]

        def get_next(self):
            return {"image": self.left.pop().numpy()} if self.left else None

    file = str(folder / f"{name}.onnx")
    quantize_static(file, file, Reader(), quant_format=QuantFormat.QDQ)
    save(folder, name, scores=session(file).run(None, {"image": x.numpy()})[0][0])
    note(folder, name, "ONNX Runtime")


def stack(folder, name):
    """Eleven bands of a satellite."""
    model = small(11)
    bands = np.random.default_rng(1).random((11, 64, 64), "f4")
    np.save(folder / f"{name}.bands.npy", bands)
    x = torch.from_numpy(bands)[None]
    export(folder, name, model, x, script=True, input_names=["bands"], output_names=["scores"])
    save(folder, name, scores=values(model, x)[0], cam=cam(model, "0", x, lambda y: y[0, 2]))
    note(folder, name, "autograd, float64")


def grey(folder, name):
    """One channel, as of MNIST or X-rays; shown the photograph as Pillow makes it grey."""
    from PIL import Image

    model = small(1)
    grey = np.asarray(Image.open(folder / "small.png").convert("L"), "f4") / 255
    x = torch.from_numpy((grey - 0.5) / 0.5)[None, None]
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["scores"])
    np.save(folder / f"{name}.plane.npy", grey)
    deep = np.round(grey * 4095).astype("u2")
    np.save(folder / f"{name}.12-bits.npy", deep)
    save(folder, name, scores=values(model, x)[0])
    note(folder, name, "PyTorch, Pillow")


def two_pictures(folder, name):
    """A siamese network: how far two photographs are from each other."""
    body = small(3, 24)

    class Siamese(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.compare = body, nn.Linear(24, 1)

        def forward(self, first, second):
            return self.compare(torch.abs(self.body(first) - self.body(second)))

    torch.manual_seed(1)
    model = Siamese().eval()
    a, b = (tensor(folder, n, [0.5] * 3, [0.5] * 3) for n in ("small", "other"))
    export(folder, name, model, (a, b), script=True, input_names=["first", "second"], output_names=["distance"])
    np.save(folder / f"{name}.second.npy", b.numpy())
    save(folder, name, scores=values(model, a, b)[0])
    note(folder, name, "PyTorch")


def free_size(folder, name):
    """Height and width are left free; the photograph is oblong."""
    model, x = small(), tensor(folder, "wide")
    axes = {0: "batch", 2: "height", 3: "width"}
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["scores"], dynamic_axes={"image": axes, "scores": {0: "batch"}})
    save(folder, name, scores=values(model, x)[0], cam=cam(model, "0", x, lambda y: y[0, 2]))
    note(folder, name, "autograd, float64")


def flattened(folder, name):
    """An oblong input, flattened before its dense layers, so that no other shape fits."""
    torch.manual_seed(0)
    body = small()[0]
    model = nn.Sequential(body, nn.Sequential(nn.Flatten(), nn.Linear(48 * 12 * 20, 5))).eval()
    x = tensor(folder, "wide")
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["scores"])
    save(folder, name, scores=values(model, x)[0], cam=cam(model, "0", x, lambda y: y[0, 2]))
    note(folder, name, "autograd, float64")


def training(folder, name):
    """Exported without eval(): dropout and batch norm as in training."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(32, 5))
    x = tensor(folder, "small")
    model.eval()
    save(folder, name, scores=values(model, x)[0])
    model.train()
    export(folder, name, model, x, script=True, input_names=["image"], output_names=["scores"], training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False)
    note(folder, name, "PyTorch")


JOBS = {
    "plain": plain, "half": half, "quantized": quantized, "bands": stack, "grey": grey, "two-pictures": two_pictures,
    "free-size": free_size, "flattened": flattened, "training": training,
}
