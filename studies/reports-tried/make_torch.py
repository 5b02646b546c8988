"""Makes what people brought in reports with PyTorch's tools: photographs, networks, labels, and the right numbers.

    PYTHON -m pip install torch torchvision timm transformers ultralytics onnx onnxscript onnxruntime onnxslim pillow opencv-python
    PYTHON studies/reports-tried/make_torch.py FOLDER [NAME ...]

All weights are random and seeded: nothing is fetched. Every file is made in a process of its own; what is there is not made again.
"""
import os
import tempfile

os.environ.update(HF_HUB_OFFLINE="1", YOLO_OFFLINE="true", YOLO_AUTOINSTALL="false", YOLO_CONFIG_DIR=tempfile.gettempdir())

import common  # finds files.py
import torch

import detectors
import extras
import heads
import inputs
import labels
import photographs
import tokens
from files import run

torch.set_num_threads(2)
JOBS = {}
for part in (photographs, heads, detectors, inputs, tokens, labels, extras):
    JOBS.update(part.JOBS)

if __name__ == "__main__":
    run(JOBS, __doc__)
