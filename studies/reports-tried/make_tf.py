"""Makes what people brought in reports from Keras and TensorFlow; after make_torch.py, which writes the photographs.

    TF_PYTHON -m pip install tensorflow-cpu keras tf2onnx onnx onnxruntime
    TF_PYTHON studies/reports-tried/make_tf.py FOLDER [NAME ...]
"""
import os

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_ENABLE_ONEDNN_OPTS="0")

import common  # finds files.py
import keras_reports
from files import run

if __name__ == "__main__":
    run(keras_reports.JOBS, __doc__)
