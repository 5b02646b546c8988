"""Makes files as people have them from Keras, TensorFlow, TensorFlow Lite and JAX.

    TF_PYTHON -m pip install tensorflow-cpu keras tf2onnx onnx onnxruntime jax flax equinox jax2onnx
    TF_PYTHON studies/models-tried/make_tf.py FOLDER [NAME ...]

All weights are random and seeded: nothing is fetched. Every file is made in a process of its own; what fails is noted, and
what is there is not made again.
"""
import os

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_ENABLE_ONEDNN_OPTS="0", JAX_PLATFORMS="cpu", JAX_ENABLE_X64="0")

import jax_files
import keras_files
from files import run

if __name__ == "__main__":
    run({**keras_files.JOBS, **jax_files.JOBS}, __doc__)
