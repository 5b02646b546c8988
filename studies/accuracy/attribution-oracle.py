#!/usr/bin/env python3
"""PyTorch's own attribution maps of torchvision networks, for the study attribution-accuracy.

    apt-get install -y --no-install-recommends python3-torch python3-torchvision python3-onnx
    /usr/bin/python3 studies/accuracy/attribution-oracle.py FOLDER googlenet googlenet~smooth ...

Networks, weights and inputs are those of oracle.py; NAME.onnx and NAME.input.npy are written where they are not
there yet. Adds NAME.gradient.npy (gradient of logit 3 summed over the channels), NAME.gradcam.npy (at the layer before
the global average pool), NAME.ig.npy (integrated gradients from zero, 20 points by the midpoint rule), all in float64,
and NAME.attribution.json: the layer's value in the ONNX graph and the relative L2 error of PyTorch's float32 maps.
"""
import copy
import json
import pathlib
import sys

import numpy as np
import onnx
import torch

import oracle

POINTS = 20


def before_pool(net):
    """The module whose input is Grad-CAM's layer."""
    return [m for m in net.modules() if isinstance(m, torch.nn.AdaptiveAvgPool2d)][-1]


def maps(net, x):
    """Gradient, Grad-CAM and integrated gradients of the logit, (height, width) each."""
    kept = {}

    def keep(_, inputs):
        kept["layer"] = inputs[0]

    hook = before_pool(net).register_forward_pre_hook(keep)
    x = x.clone().requires_grad_(True)
    score = net(x)[0, oracle.UNIT]
    gradient, at_layer = torch.autograd.grad(score, [x, kept["layer"]])
    cam = (kept["layer"] * at_layer.mean((2, 3), keepdim=True)).sum(1).relu()
    hook.remove()
    total = torch.zeros_like(x)
    for i in range(POINTS):
        total += oracle.input_gradient(net, (x * ((i + 0.5) / POINTS)).detach())
    found = {"gradient": gradient.sum(1), "gradcam": cam, "ig": (total / POINTS * x).sum(1)}
    return {name: m[0].detach() for name, m in found.items()}


def layer_before_pool(path):
    """The value that the last global average pool reads."""
    nodes = onnx.load(path, load_external_data=False).graph.node
    return [n.input[0] for n in nodes if n.op_type == "GlobalAveragePool"][-1]


def main(folder, names):
    folder = pathlib.Path(folder)
    for name in names:
        if not (folder / f"{name}.onnx").exists():
            oracle.main(folder, [name])
        net = oracle.network(name, 224)
        x = torch.from_numpy(np.load(folder / f"{name}.input.npy"))
        exact = maps(copy.deepcopy(net).double(), x.double())
        single = maps(net, x)
        errors = {}
        for kind, m in exact.items():
            errors[kind] = float((single[kind].double() - m).norm() / m.norm())
            np.save(folder / f"{name}.{kind}.npy", m.float().numpy())
        described = {"layer": layer_before_pool(str(folder / f"{name}.onnx")), "points": POINTS, "float32_error": errors}
        (folder / f"{name}.attribution.json").write_text(json.dumps(described))
        print(name, {kind: f"{error:.1e}" for kind, error in errors.items()}, flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
