"""A small network, a picture and Captum's maps of both, in this folder: what faccent's are compared with."""
import importlib.metadata

import numpy as np
import torch
from captum.attr import (
    InputXGradient,
    IntegratedGradients,
    LayerActivation,
    LayerGradCam,
    LayerGradientXActivation,
    Occlusion,
    Saliency,
)
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.SiLU())
        self.layer4 = nn.Sequential(nn.Conv2d(8, 16, 3, 2, 1), nn.SiLU())
        self.fc = nn.Linear(16, 5)

    def forward(self, x):
        return self.fc(self.layer4(self.conv1(x)).mean((2, 3)))


torch.manual_seed(3)
net = Net().eval()
picture = torch.rand(1, 3, 32, 32)
torch.onnx.export(net, (picture,), "net.onnx", dynamo=False)
np.save("picture.npy", picture[0].numpy())

x = picture.clone().requires_grad_()
squares = {"sliding_window_shapes": (3, 8, 8), "strides": (3, 4, 4), "baselines": 0.5}
maps = {
    "Saliency": Saliency(net).attribute(x, target=3).amax(1),
    "InputXGradient": InputXGradient(net).attribute(x, target=3).sum(1),
    "IntegratedGradients": IntegratedGradients(net).attribute(x, target=3, n_steps=50).sum(1),
    "LayerGradCam": LayerGradCam(net, net.layer4).attribute(x, target=3, relu_attributions=True),
    "Occlusion": Occlusion(net).attribute(picture, target=3, **squares).mean(1),
    "LayerActivation": LayerActivation(net, net.layer4).attribute(x),
    "LayerGradientXActivation": LayerGradientXActivation(net, net.layer4).attribute(x, target=3).sum((2, 3)),
}
for name, values in maps.items():
    np.save(f"{name}.npy", values.detach().numpy())
print(importlib.metadata.version("captum"))
