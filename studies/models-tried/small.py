"""Small networks of PyTorch, each for one thing that people's own have: inputs, operators, opsets, kinds of numbers."""
import functools

import torch
from torch import nn

from torch_export import export


class Block(nn.Module):
    def __init__(self, i, o, stride=2):
        super().__init__()
        self.conv, self.bn, self.act = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.SiLU()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class Net(nn.Module):
    """A plain convolutional network; `end` goes on from its features (n, 32, h / 4, w / 4)."""

    def __init__(self, channels=3, end=None, outputs=10):
        super().__init__()
        self.stem, self.body = Block(channels, 16), nn.Sequential(Block(16, 32), Block(32, 32, 1))
        self.end, self.head = end, nn.Linear(32, outputs)

    def forward(self, x):
        x = self.body(self.stem(x))
        x = self.end(x) if self.end is not None else x
        return self.head(x.mean((2, 3)) if x.dim() == 4 else x)


def call_of(function):
    class Call(nn.Module):
        def forward(self, x):
            return function(x)

    return Call()


ENDS = {
    "gem": lambda: call_of(lambda x: x.clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / 3)),
    "l2-normalized": lambda: call_of(lambda x: nn.functional.normalize(x.mean((2, 3)), dim=1)),
    "topk": lambda: call_of(lambda x: x.flatten(2).topk(5, dim=2).values.mean(2)),
    "upsample": lambda: nn.Upsample(scale_factor=2, mode="bilinear"),
    "upsample-corners": lambda: nn.Upsample(size=(23, 31), mode="bilinear", align_corners=True),
    "pixel-shuffle": lambda: nn.Sequential(nn.Conv2d(32, 128, 1), nn.PixelShuffle(2)),
    "transposed": lambda: nn.ConvTranspose2d(32, 32, 3, stride=2, padding=1, output_padding=1),
    "instance-norm": lambda: nn.Sequential(nn.InstanceNorm2d(32, affine=True), nn.SiLU()),
    "group-norm": lambda: nn.GroupNorm(4, 32),
    "local-response": lambda: nn.LocalResponseNorm(5),
    "grid-sample": lambda: call_of(
        lambda x: nn.functional.grid_sample(x, torch.tanh(x[:, :2].permute(0, 2, 3, 1)), align_corners=False)
    ),
    "lp-pool": lambda: nn.LPPool2d(2, 2),
    "adaptive": lambda: nn.AdaptiveAvgPool2d((3, 2)),
    "max-unpool": lambda: call_of(
        lambda x: nn.functional.max_unpool2d(*nn.functional.max_pool2d(x, 2, return_indices=True), 2)
    ),
    "einsum": lambda: call_of(lambda x: torch.einsum("nchw,ndhw->ncd", x, x).mean(2) / 50),
    "gram": lambda: call_of(lambda x: torch.bmm(x.flatten(2), x.flatten(2).transpose(1, 2)).std(2)),
    "logsumexp": lambda: call_of(lambda x: x.flatten(2).logsumexp(2)),
    "cumsum": lambda: call_of(lambda x: x.flatten(2).cumsum(2).amax(2)),
    "roll": lambda: call_of(lambda x: torch.roll(x, (2, 3), (2, 3)) * x),
    "unfold": lambda: call_of(lambda x: nn.functional.unfold(x, 3, padding=1).view(x.shape[0], 32, -1).mean(2)),
    "flatten-fc": lambda: nn.Sequential(nn.Flatten(), nn.Linear(32 * 64, 32), nn.Hardswish()),
    "prelu": lambda: nn.PReLU(32),
    "attention": lambda: None,
    "lstm": lambda: None,
    "gru": lambda: None,
}


class Rows(nn.Module):
    """Positions as a sequence, through something that takes sequences."""

    def __init__(self, kind):
        super().__init__()
        self.inner = {
            "attention": lambda: nn.TransformerEncoderLayer(32, 4, 64, batch_first=True, dropout=0),
            "lstm": lambda: nn.LSTM(32, 32, batch_first=True),
            "gru": lambda: nn.GRU(32, 16, batch_first=True, bidirectional=True),
        }[kind]()

    def forward(self, x):
        out = self.inner(x.flatten(2).transpose(1, 2))
        return (out[0] if isinstance(out, tuple) else out)[:, -1]


def end(kind, how, folder, name):
    torch.manual_seed(0)
    model = Net(end=Rows(kind) if kind in ("attention", "lstm", "gru") else ENDS[kind]())
    export(folder, name, model, (1, 3, 32, 32), how)


def channels(count, how, folder, name):
    torch.manual_seed(0)
    export(folder, name, Net(channels=count), (1, count, 32, 32), how)


def opset(version, how, folder, name):
    torch.manual_seed(0)
    # before opset 11 there was no linear resizing as PyTorch's
    end_ = ENDS["upsample"]() if version >= 11 else nn.Upsample(scale_factor=2)
    export(folder, name, Net(end=end_), (1, 3, 32, 32), how, opset=version)


def numbers(dtype, how, folder, name):
    torch.manual_seed(0)
    export(folder, name, Net(), (1, 3, 32, 32), how, dtype=dtype)


def inside(how, folder, name):
    """Takes bytes from 0 to 255 as floats and normalizes them itself."""
    torch.manual_seed(0)
    net = Net()

    class Bytes(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, image):
            return self.net((image / 255 - 0.45) / 0.22)

    export(folder, name, Bytes(), (1, 3, 32, 32), how, range=(0, 255))


def softmax(how, folder, name):
    torch.manual_seed(0)
    export(folder, name, nn.Sequential(Net(), nn.Softmax(1)), (1, 3, 32, 32), how)


class TwoPictures(nn.Module):
    """Compares two pictures, as siamese networks do."""

    def __init__(self):
        super().__init__()
        self.net = Net()

    def forward(self, left, right):
        return torch.cat([self.net(left) * self.net(right), self.net(left) - self.net(right)], 1)


class Conditioned(nn.Module):
    """A picture and a vector of numbers."""

    def __init__(self):
        super().__init__()
        self.net, self.gate = Net(), nn.Linear(5, 10)

    def forward(self, image, condition):
        return self.net(image) * torch.sigmoid(self.gate(condition))


def two(model, other, how, folder, name):
    torch.manual_seed(0)
    value = torch.randn(other, generator=torch.Generator().manual_seed(5))
    names = {"input_names": ["image", "other"], "output_names": ["output"]}
    call = lambda m, x: m(x, value.to(x.dtype).repeat(len(x), *[1] * (value.dim() - 1)))
    export(folder, name, model(), (1, 3, 32, 32), how, others={"other": value}, call=call, **names)


JOBS = {}
for i, kind in enumerate(ENDS):
    how = ("dynamo", "dynamo-free", "script")[i % 3]
    JOBS[f"small-{kind}-{how}"] = functools.partial(end, kind, how)
for count in (1, 2, 4, 12):
    JOBS[f"small-{count}-channels-dynamo"] = functools.partial(channels, count, "dynamo")
for version, how in ((9, "script-free"), (11, "script"), (13, "script"), (15, "script-free"), (17, "script"), (18, "dynamo"), (20, "dynamo"), (21, "dynamo-free"), (22, "dynamo"), (23, "dynamo"), (24, "dynamo")):
    JOBS[f"small-opset{version}-{how}"] = functools.partial(opset, version, how)
for dtype in ("float16", "bfloat16", "float64"):
    JOBS[f"small-{dtype}-dynamo"] = functools.partial(numbers, dtype, "dynamo")
JOBS["small-normalizes-itself-dynamo"] = functools.partial(inside, "dynamo")
JOBS["small-softmax-dynamo"] = functools.partial(softmax, "dynamo")
JOBS["small-two-pictures-dynamo"] = functools.partial(two, TwoPictures, (1, 3, 32, 32), "dynamo")
JOBS["small-conditioned-script"] = functools.partial(two, Conditioned, (1, 5), "script")
