"""Networks of PyTorch as files, with the numbers of the framework."""
import copy
import warnings

import numpy as np
import torch

from common import IMAGENET, grad_cam, normalized, photograph
from torch_export import enliven

warnings.filterwarnings("ignore")


def tensor(folder, name="photo", mean=IMAGENET[0], std=IMAGENET[1]):
    """A photograph as a network of torchvision takes it."""
    return torch.from_numpy(normalized(photograph(folder, name), mean, std).transpose(2, 0, 1)[None].copy())


def export(folder, name, model, args, script=False, **more):
    """Exported as people do it today, or by the exporter before."""
    args = args if isinstance(args, tuple) else (args,)
    torch.onnx.export(model, args, str(folder / f"{name}.onnx"), verbose=False, external_data=False, **more, **({"dynamo": False} if script else {}))


def cam(model, layer, x, score, channels=None):
    """Grad-CAM of a module in float64: channels() puts its channels in front; as a network of images has them by default."""
    model, kept = copy.deepcopy(model).double(), []

    def keep(_, __, output):
        kept.append(output.requires_grad_(True))
        return output.clone()  # what comes next may write in its place

    hook = model.get_submodule(layer).register_forward_hook(keep)
    value = score(model(*[i.double() if i.is_floating_point() else i for i in (x if isinstance(x, tuple) else (x,))]))
    gradient = torch.autograd.grad(value, kept[0])[0]
    hook.remove()
    channels = channels or (lambda t: t[0])
    return grad_cam(*[channels(t.detach()).numpy() for t in (kept[0], gradient)])


def gradient(model, x, score):
    model, x = copy.deepcopy(model).double(), x.double().requires_grad_(True)
    return torch.autograd.grad(score(model(x)), x)[0].numpy()


def values(model, *x):
    with torch.no_grad():
        return model(*x)


def classifier(make, x, **more):
    torch.manual_seed(0)
    return enliven(make(weights=None, **more), x)


def speaking(make, look):
    """A network of random weights whose map is not zero everywhere, and the map."""
    for seed in range(20):
        torch.manual_seed(seed)
        model = make()
        seen = look(model)
        if (seen > 0).mean() > 0.1:
            return model, seen
    raise ValueError("no channel speaks for the class")
