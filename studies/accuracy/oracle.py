#!/usr/bin/env python3
"""Exports torchvision networks with PyTorch's own input gradient, for the study gradient-accuracy.

    apt-get install -y --no-install-recommends python3-torch python3-torchvision python3-onnx
    /usr/bin/python3 studies/accuracy/oracle.py FOLDER squeezenet1_1 resnet50 resnet50~smooth ...

Writes NAME.onnx (random weights, batch free, opset 16), NAME.input.npy, NAME.grad_full.npy (float64 gradient of logit 3)
and NAME.json: the relative L2 error of PyTorch's float32 gradient and the tolerance that follows from it. Where ReLU or
max-pool kinks let float32 rounding move the gradient, three times PyTorch's own error is allowed; 1e-4 otherwise.
NAME~smooth has SiLU for ReLU and average for max pools: the same structure without kinks, a sharp test.
"""
import copy
import json
import pathlib
import sys

import numpy as np
import torch
import torchvision

NO_AUXILIARY = {"googlenet": dict(init_weights=False, aux_logits=False, transform_input=False)}
NO_AUXILIARY["inception_v3"] = NO_AUXILIARY["googlenet"]
UNIT = 3


def zeros_like(g, x):
    return g.op("ConstantOfShape", g.op("Shape", x), value_t=torch.zeros(1))


# swin_v2 zeroes part of a bias in place, which PyTorch 1.13 cannot export by itself
torch.onnx.register_custom_op_symbolic("aten::zero", zeros_like, 9)


def without_kinks(module):
    for name, child in module.named_children():
        if isinstance(child, (torch.nn.ReLU, torch.nn.ReLU6)):
            setattr(module, name, torch.nn.SiLU())
        elif isinstance(child, torch.nn.MaxPool2d):
            pool = torch.nn.AvgPool2d(child.kernel_size, child.stride, child.padding, child.ceil_mode)
            setattr(module, name, pool)
        else:
            without_kinks(child)


def network(name, side):
    base, _, variant = name.partition("~")
    torch.manual_seed(0)
    net = getattr(torchvision.models, base)(weights=None, **NO_AUXILIARY.get(base, {})).eval()
    if variant == "smooth":
        without_kinks(net)
    # heads and layer scales that start at zero would hide the network from its own gradient
    with torch.no_grad():
        for name_, parameter in net.named_parameters():
            if name_.endswith("layer_scale"):
                parameter.fill_(1.0)
            elif parameter.dim() > 1 and not parameter.any():
                parameter.normal_(0, parameter.shape[1] ** -0.5)
    # the statistics of untrained batch norms let activations die or explode: take them from a real forward pass
    norms = [m for m in net.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None
        norm.train()
    if norms:
        with torch.no_grad():
            net(torch.randn(4, 3, side, side))
    return net.eval()


def input_gradient(net, x):
    x = x.clone().requires_grad_(True)
    net(x)[0, UNIT].backward()
    return x.grad


def main(folder, names):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        side = 299 if name.startswith("inception_v3") else 224
        net = network(name, side)
        x = torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(1))
        torch.onnx.export(
            net, x, str(folder / f"{name}.onnx"), opset_version=16, input_names=["input"], output_names=["logits"],
            dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
        )
        exact = input_gradient(copy.deepcopy(net).double(), x.double())
        error = float((input_gradient(net, x).double() - exact).norm() / exact.norm())
        np.save(folder / f"{name}.input.npy", x.numpy())
        np.save(folder / f"{name}.grad_full.npy", exact.float().numpy())
        (folder / f"{name}.json").write_text(json.dumps({"float32_error": error, "tolerance": max(1e-4, 3 * error)}))
        print(f"{name}: PyTorch's float32 error {error:.1e}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
