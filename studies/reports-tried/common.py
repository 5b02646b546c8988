"""What the networks of reports have in common: photographs, numbers beside a file, Grad-CAM as its paper has it."""
import json
import pathlib
import sys

import numpy as np

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "models-tried"))
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


def photograph(folder, name="photo"):
    """A photograph that photographs.py wrote, (height, width, 3) in [0, 1]: as large as the network's input, so that nothing is resized."""
    return np.load(folder / f"{name}.pixels.npy").astype("f4") / 255


def normalized(pixels, mean, std):
    return ((pixels - np.asarray(mean, "f4")) / np.asarray(std, "f4")).astype("f4")


def save(folder, name, **arrays):
    """NAME.KEY.npy, float32."""
    for key, value in arrays.items():
        np.save(folder / f"{name}.{key}.npy", np.ascontiguousarray(np.asarray(value, "f4")))


def note(folder, name, reference):
    (folder / f"{name}.note.json").write_text(json.dumps({"reference": reference}))


def grad_cam(activation, gradient):
    """relu(Σ channels · mean gradient) of channels in front; positions are the other axes."""
    positions = tuple(range(1, activation.ndim))
    weights = gradient.mean(positions)
    return np.maximum(np.tensordot(weights, activation, 1), 0)
