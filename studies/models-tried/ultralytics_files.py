"""Detectors, classifiers and segmenters of Ultralytics, from the architectures in its package, exported by its own command."""
import functools
import os
import shutil
import tempfile

import torch

from files import write
from torch_export import enliven, first_tensor, modules, reference

CASES = {
    "yolov8n": dict(imgsz=96),
    "yolov8n-cls": dict(imgsz=64),
    "yolov8n-seg": dict(imgsz=96, dynamic=True),
    "yolov8n-pose": dict(imgsz=96),
    "yolov5nu": dict(imgsz=96, opset=12),
    "yolo11n": dict(imgsz=64, simplify=True),
    "yolo11n-cls": dict(imgsz=64, dynamic=True),
    "yolo12n": dict(imgsz=96),
    "yolo26n": dict(imgsz=96),
    "yolov10n": dict(imgsz=96),
    "rtdetr-resnet50": dict(imgsz=128),
}


def make(case, folder, name):
    import onnx
    from ultralytics import RTDETR, YOLO

    torch.manual_seed(0)
    where = tempfile.mkdtemp()
    os.chdir(where)
    yolo = (RTDETR if case.startswith("rtdetr") else YOLO)(f"{case.replace('yolov5nu', 'yolov5n')}.yaml")
    options = {"simplify": False, **CASES[case]}
    side = options["imgsz"]
    shape = (1, 3, side, side)
    enliven(yolo.model, torch.randn(shape, generator=torch.Generator().manual_seed(0)))
    written = yolo.export(format="onnx", **options)
    shutil.move(written, folder / f"{name}.onnx")
    graph = onnx.load(str(folder / f"{name}.onnx")).graph
    model = yolo.model.float().eval()
    shape_ = [d.dim_value for d in graph.output[0].type.tensor_type.shape.dim]
    ends = shape_[-1] == 6  # (n, boxes, 6): box, score and class of the best; else (n, box and classes, anchors)
    if not ends and getattr(model.model[-1], "end2end", False):
        model.model[-1].end2end = False
    axis, unit = (2, 4) if ends or case.startswith("rtdetr") else (1, 4)
    feature = {"axis": axis, "unit": unit, "layer": graph.output[0].name}
    call = lambda m, x: first_tensor(m(x))
    x, exact, error = reference(model, shape, feature, call)
    note = {
        "framework": "Ultralytics",
        "exporter": "Ultralytics export",
        "batch": "free" if options.get("dynamic") else "1",
        "layout": "NCHW",
        "input": graph.input[0].name,
        "feature": feature,
        "reference": "autograd, float64",
        "float32Error": error,
        "tolerance": max(1e-3, 3 * error),
        "modules": modules(model, call, x),
        "range": None,
    }
    write(folder, name, note, x.numpy(), exact)


JOBS = {f"ultralytics-{case}": functools.partial(make, case) for case in CASES}
