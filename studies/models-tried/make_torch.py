"""Makes files as people have them with PyTorch's exporters: timm, torchvision, transformers, Ultralytics, and small ones.

    PYTHON -m pip install torch torchvision timm transformers ultralytics onnx onnxscript onnxruntime onnxslim
    PYTHON studies/models-tried/make_torch.py FOLDER [NAME ...]

All weights are random and seeded: nothing is fetched. Architectures are as they are, inputs as small as they take, so that
a step takes seconds. Every file is made in a process of its own; what fails is noted, and what is there is not made again.
"""
import os
import tempfile

os.environ.update(HF_HUB_OFFLINE="1", YOLO_OFFLINE="true", YOLO_AUTOINSTALL="false", YOLO_CONFIG_DIR=tempfile.gettempdir())

import torch

import small
import timm_files
import torchvision_files
import transformers_files
import ultralytics_files
from files import run

torch.set_num_threads(2)
JOBS = {}
for part in (timm_files, torchvision_files, small, transformers_files, ultralytics_files):
    JOBS.update(part.JOBS)

if __name__ == "__main__":
    run(JOBS, __doc__)
