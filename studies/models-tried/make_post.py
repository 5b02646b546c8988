"""Does to files that are made what people do to theirs: slimming, optimization, quantization, other kinds of numbers.

    PYTHON -m pip install onnx onnxruntime onnxslim onnxsim onnxconverter-common
    PYTHON studies/models-tried/make_post.py FOLDER [NAME ...]

The right gradient is that of the file before: to 1e-3 where only the form changes; to 5e-2 where numbers get coarser, 1e-1 in deep ones.
"""
import functools
import json

import numpy as np
import onnx

from files import run, write

COARSE = 5e-2
# In attention more rounding adds up: PyTorch with the same rounding of weights and values is itself 4.7e-2 off in the first,
# and the second's gradient is 7e-2 off with 8 bits and 5e-4 with 16. Of the third weights in half precision alone move it by
# 3.9e-2 in float64, for rounding crosses kinks.
DEEP = {
    "timm-vit_tiny_patch16_224-script": 1e-1,
    "transformers-vit-dynamo": 1e-1,
    "timm-mobilenetv3_small_050-script": 1.5e-1,
}
FINE = 5e-3


def slim(source, target):
    import onnxslim

    onnx.save(onnxslim.slim(str(source)), str(target))


def simplify(source, target):
    import onnxsim

    model, right = onnxsim.simplify(onnx.load(str(source)))
    assert right
    onnx.save(model, str(target))


def optimize(level, source, target):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.graph_optimization_level = getattr(ort.GraphOptimizationLevel, f"ORT_ENABLE_{level}")
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    ort.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def quantize_dynamic(source, target, **more):
    from onnxruntime.quantization import quantize_dynamic as quantize

    quantize(str(source), str(target), **more)


class Inputs:
    """A few random inputs, the one that is asked about among them."""

    def __init__(self, source):
        x = np.load(source.with_suffix(".x.npy"))
        note = json.loads(source.with_suffix(".note.json").read_text())
        rng = np.random.default_rng(3)
        draws = [x, 1.2 * x, *[(x.mean() + x.std() * rng.standard_normal(x.shape)).astype("f4") for _ in range(6)]]
        self.rows = iter([{note["input"]: d.astype("f4")} for d in draws])

    def get_next(self):
        return next(self.rows, None)


def quantize_static(form, bits, source, target):
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static as quantize
    from onnxruntime.quantization.shape_inference import quant_pre_process

    ready = target.with_suffix(".ready.onnx")
    model = onnx.load(str(source))  # with its weights, for temporary copies leave them behind
    onnx.save(onnx.version_converter.convert_version(model, 21) if bits == 16 else model, str(ready))
    quant_pre_process(str(ready), str(ready), skip_symbolic_shape=True)
    types = {"activation_type": getattr(QuantType, f"QUInt{bits}"), "weight_type": getattr(QuantType, f"QInt{bits}")}
    quantize(str(ready), str(target), Inputs(source), quant_format=getattr(QuantFormat, form), per_channel=True, **types)
    ready.unlink()


def float16(keep, source, target):
    from onnxconverter_common import float16 as half

    model = half.convert_float_to_float16(onnx.load(str(source)), keep_io_types=keep)
    onnx.save(model, str(target))


def version(opset, source, target):
    onnx.save(onnx.version_converter.convert_version(onnx.load(str(source)), opset), str(target))


def external(source, target):
    onnx.save(onnx.load(str(source)), str(target), save_as_external_data=True, location=f"{target.name}.data", size_threshold=64)


def described(source, target):
    """ONNX's standard metadata of pictures."""
    model = onnx.load(str(source))
    facts = {"Image.BitmapPixelFormat": "Bgr8", "Image.ColorSpaceGamma": "SRGB", "Image.NominalPixelRange": "Normalized_1_1"}
    onnx.helper.set_model_props(model, facts)
    onnx.save(model, str(target))


def nameless(source, target):
    """Nodes without names, as converters of other frameworks write them."""
    model = onnx.load(str(source))
    for node in model.graph.node:
        node.name = ""
    onnx.save(model, str(target))


CONVOLUTIONAL = ["timm-mobilenetv3_small_050-script", "timm-resnet18-dynamo", "keras-functional-function", "small-opset13-script"]
TRANSFORMERS = ["timm-vit_tiny_patch16_224-script", "transformers-vit-dynamo", "transformers-clip-vision-dynamo"]
DONE = {  # what is done, how coarse numbers get, to which files
    "onnxslim": (slim, 0, [*CONVOLUTIONAL[:2], *TRANSFORMERS[:2], "transformers-swin-dynamo", "keras-MobileNetV2-export", "ultralytics-yolov8n"]),
    "onnxsim": (simplify, 0, [CONVOLUTIONAL[0], "timm-convnext_atto-dynamo", *TRANSFORMERS[:2], "small-gem-dynamo", "keras-transformer-export"]),
    "ort-basic": (functools.partial(optimize, "BASIC"), 0, [CONVOLUTIONAL[1], TRANSFORMERS[1]]),
    "ort-extended": (functools.partial(optimize, "EXTENDED"), 0, [CONVOLUTIONAL[0], CONVOLUTIONAL[1], TRANSFORMERS[0], TRANSFORMERS[1]]),
    "quantize-dynamic": (quantize_dynamic, COARSE, [CONVOLUTIONAL[3], *TRANSFORMERS]),
    "quantize-qdq": (functools.partial(quantize_static, "QDQ", 8), COARSE, [CONVOLUTIONAL[2], CONVOLUTIONAL[3], TRANSFORMERS[1], "torchvision-squeezenet1_1-script"]),
    "quantize-qdq16": (functools.partial(quantize_static, "QDQ", 16), FINE, [CONVOLUTIONAL[3], TRANSFORMERS[1]]),
    "quantize-qoperator": (functools.partial(quantize_static, "QOperator", 8), COARSE, [CONVOLUTIONAL[3], TRANSFORMERS[1], "torchvision-squeezenet1_1-script"]),
    "float16": (functools.partial(float16, False), COARSE, [CONVOLUTIONAL[3], TRANSFORMERS[0], "transformers-convnext-dynamo"]),
    "float16-io": (functools.partial(float16, True), COARSE, [CONVOLUTIONAL[0], CONVOLUTIONAL[2], TRANSFORMERS[1]]),
    "opset21": (functools.partial(version, 21), 0, ["small-opset13-script", "timm-resnet18-script", "keras-unet-function"]),
    "external": (external, 0, ["timm-lcnet_035-script"]),
    "metadata": (described, 0, ["small-opset11-script"]),
    "nameless": (nameless, 0, ["timm-lcnet_035-script", "keras-functional-function"]),
}
SAYS = {"ort-basic": "ONNX Runtime, basic", "ort-extended": "ONNX Runtime, extended", "float16-io": "float16, float32 in and out", "opset21": "onnx.version_converter", "external": "external data", "nameless": "names of nodes removed", "metadata": "metadata of pictures", "quantize-dynamic": "quantize_dynamic", "quantize-qdq": "quantize_static, QDQ", "quantize-qdq16": "quantize_static, QDQ, 16 bits", "quantize-qoperator": "quantize_static, QOperator"}


def make(what, base, folder, name):
    do, coarse, _ = DONE[what]
    source = folder / f"{base}.onnx"
    do(source, folder / f"{name}.onnx")
    note = json.loads(source.with_suffix(".note.json").read_text())
    note["post"] = SAYS.get(what, what)
    note["tolerance"] = max(note["tolerance"], DEEP.get(base, coarse) if coarse == COARSE else coarse)
    if what == "metadata":
        note["range"] = None
    x, gradient = (np.load(folder / f"{base}.{part}.npy") for part in ("x", "g"))
    others = {key: np.load(folder / f"{base}.{key}.npy") for key in note["others"]}
    write(folder, name, note, x, gradient.astype("f8"), others)


JOBS = {f"{base}+{what}": functools.partial(make, what, base) for what, (_, _, bases) in DONE.items() for base in bases}

if __name__ == "__main__":
    run(JOBS, __doc__)
