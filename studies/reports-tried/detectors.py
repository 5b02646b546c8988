"""Detectors that people brought, and Ultralytics' classifier."""
import functools
import os
import shutil
import tempfile

import torch
from torch import nn

from common import note, save
from torch_common import export, tensor
from torch_export import enliven


def ultralytics(case, folder, name, **options):
    from ultralytics import YOLO

    torch.manual_seed(0)
    x = tensor(folder, mean=[0, 0, 0], std=[1, 1, 1])
    os.chdir(tempfile.mkdtemp())
    yolo = YOLO(f"{case}.yaml")
    enliven(yolo.model, x)
    if "cls" not in case:  # names of COCO, as a trained one has them
        from ultralytics.utils import YAML, ROOT

        yolo.model.names = YAML.load(ROOT / "cfg/datasets/coco.yaml")["names"]
    written = yolo.export(format="onnx", imgsz=128, simplify=False, **options)
    shutil.move(written, folder / f"{name}.onnx")
    from files import session

    out = session(folder / f"{name}.onnx").run(None, {"images": x.numpy()})[0][0]
    save(folder, name, out=out)
    if "cls" in case:
        save(folder, name, p=out)
    note(folder, name, "ONNX Runtime")


def rows(folder, name):
    """YOLOv5's own head: a row of 85 numbers for each anchor: a box, whether there is an object, a score for each class."""
    import onnx

    torch.manual_seed(0)

    class Yolo5(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(*[m for i, o in ((3, 16), (16, 32), (32, 48), (48, 64)) for m in (nn.Conv2d(i, o, 3, 2, 1), nn.SiLU(inplace=True))])
            self.down = nn.Sequential(nn.Conv2d(64, 64, 3, 2, 1), nn.SiLU(inplace=True))
            self.detect = nn.ModuleList([nn.Conv2d(64, 3 * 85, 1), nn.Conv2d(64, 3 * 85, 1)])

        def forward(self, x):
            a = self.body(x)
            out = []
            for head, grid, stride in zip(self.detect, (a, self.down(a)), (16, 32)):
                y = head(grid)
                n, _, h, w = y.shape
                y = y.view(n, 3, 85, h, w).permute(0, 1, 3, 4, 2).sigmoid()
                at = torch.stack(torch.meshgrid(torch.arange(w), torch.arange(h), indexing="xy"), -1).float()
                xy = (y[..., :2] * 2 - 0.5 + at) * stride
                out.append(torch.cat([xy, (y[..., 2:4] * 2) ** 2 * stride, y[..., 4:]], -1).view(n, -1, 85))
            return torch.cat(out, 1)

    model, x = Yolo5().eval(), tensor(folder, mean=[0, 0, 0], std=[1, 1, 1])
    export(folder, name, model, x, script=True, input_names=["images"], output_names=["output0"], opset_version=12)
    from ultralytics.utils import YAML, ROOT

    file = onnx.load(str(folder / f"{name}.onnx"))
    names = YAML.load(ROOT / "cfg/datasets/coco.yaml")["names"]
    for key, text in (("stride", "32"), ("names", str(names))):
        file.metadata_props.add(key=key, value=text)
    onnx.save(file, str(folder / f"{name}.onnx"))
    note(folder, name, "PyTorch")


JOBS = {
    "yolov8": functools.partial(ultralytics, "yolov8n"),
    "yolov8-masks": functools.partial(ultralytics, "yolov8n-seg"),
    "yolov8-classes": functools.partial(ultralytics, "yolov8n-cls"),
    "finished": functools.partial(ultralytics, "yolov8n", nms=True),
    "yolov10": functools.partial(ultralytics, "yolov10n"),
    "yolov5-rows": rows,
}
