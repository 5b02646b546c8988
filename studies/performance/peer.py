#!/usr/bin/env python3
"""One accentuation step in eager PyTorch, for the study performance: what a researcher pays today on the same processor.

    /usr/bin/python3 studies/performance/peer.py MODEL LAYER:UNIT [REGULARIZED_LAYER] [--channels-last] [--size PIXELS]

LAYER is a module's name; MODEL one of torchvision's, or efficientnet_lite0 (PyPI: efficientnet-lite-pytorch==0.1.0). With
--channels-last, which most processors are faster at, network and views are in that layout. Views have 224 pixels a side.

As the authors' library does it: the spectrum of a 512 x 512 image and, when regularized, the photograph beside it in
one batch; 16 random noisy crops at 224 with antialiasing; all of them through the whole network; one backward pass for
the opacity map and, when regularized, another for the full loss; Adam. Prints JSON.
"""
import argparse
import json
import resource
import statistics
import time

import torch
import torchvision
from torch.nn import functional

CANVAS, CROPS, STEPS, THREADS = 512, 16, 6, 2
C = torch.tensor([[0.56282854, 0.5844758, 0.5844758], [0.19482528, 0, -0.19482528], [0.0432945, -0.10823626, 0.06494176]])


def network(name):
    if name == "efficientnet_lite0":
        from efficientnet_lite_pytorch import EfficientNet

        return EfficientNet.from_name("efficientnet-lite0").eval().requires_grad_(False)
    options = dict(init_weights=False, aux_logits=False, transform_input=False) if name == "googlenet" else {}
    net = getattr(torchvision.models, name)(weights=None, **options).eval()
    return net.requires_grad_(False)


def colours(x, matrix):
    return torch.einsum("nchw,cd->ndhw", x, matrix)


class Picture:
    """An image as its Fourier coefficients."""

    def __init__(self, start):
        fy, fx = torch.fft.fftfreq(CANVAS)[:, None], torch.fft.rfftfreq(CANVAS)[None]
        self.amplitude = 1 / torch.hypot(fy.expand(-1, CANVAS // 2 + 1), fx.expand(CANVAS, -1)).clamp(min=1 / CANVAS)
        planes = colours(torch.logit(start, 1e-6), torch.linalg.inv(C)) * 5
        coefficients = torch.fft.rfft2(planes, norm="ortho") / self.amplitude
        self.parameters = torch.view_as_real(coefficients).clone().requires_grad_()

    def image(self):
        planes = torch.fft.irfft2(torch.view_as_complex(self.parameters) * self.amplitude, norm="ortho") / 5
        return torch.sigmoid(colours(planes, C))


def views(images, view):
    made = []
    for _ in range(CROPS):
        side = 0.05 + 0.94 * torch.rand(()).item()
        top, left = ((torch.rand(2) * (1 - side)) * CANVAS).int().tolist()
        length = max(1, int(side * CANVAS))
        crop = images[:, :, top : top + length, left : left + length]
        noise = torch.randn_like(crop[:1]) * 0.02 + torch.empty_like(crop[:1]).uniform_(-0.01, 0.01)
        resized = functional.interpolate(crop + noise, (view, view), mode="bilinear", antialias=True, align_corners=True)
        made.append(resized * 4 - 2)
    return torch.cat(made)


def main(model, feature, regularized, channels_last, size):
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    layout = torch.channels_last if channels_last else torch.contiguous_format
    net = network(model).to(memory_format=layout)
    layer, unit = feature.rsplit(":", 1)
    seen = {}
    for name in {layer, regularized} - {None}:
        net.get_submodule(name).register_forward_hook(lambda _, __, y, name=name: seen.update({name: y}))
    photograph = torch.rand(1, 3, CANVAS, CANVAS)
    picture = Picture(photograph)
    optimizer = torch.optim.Adam([picture.parameters], lr=0.05)
    opacity = torch.zeros_like(photograph)
    images, times = 2 if regularized else 1, []
    for _ in range(STEPS):
        started = time.perf_counter()
        optimizer.zero_grad()
        image = picture.image()
        image.retain_grad()
        net(views(torch.cat([image, photograph]) if regularized else image, size).to(memory_format=layout))
        split = {name: y.unflatten(0, (CROPS, images)) for name, y in seen.items()}
        activation = split[layer][:, 0, int(unit)].mean()
        (-activation).backward(retain_graph=bool(regularized))
        opacity += image.grad.abs()
        if regularized:
            image.grad = None
            optimizer.zero_grad()
            pair = split[regularized]
            (0.1 * (pair[:, 0] - pair[:, 1]).norm(dim=1).mean() - activation).backward()
        optimizer.step()
        times.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"secondsPerStep": statistics.median(times[1:]), "peakMemoryMiB": peak, "version": torch.__version__}))


parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("feature")
parser.add_argument("regularized", nargs="?")
parser.add_argument("--channels-last", action="store_true")
parser.add_argument("--size", type=int, default=224)
main(**vars(parser.parse_args()))
