#!/usr/bin/env python3
"""Writes the node tests of ONNX's backend, which its package makes, for the study node-tests.

    python3 -m pip install onnx==1.23.2
    python3 studies/node-tests/node_tests.py FILE

One line of JSON a test: its name, the operator that it is of, tolerances, the model, inputs and expected outputs. Tensors
are {type, dims, data} with the type's name in ONNX and little-endian bytes in base64; what is no tensor has its kind alone.
A test of an operator's body as a function ("_expanded") counts to the operator.
"""
import base64
import json
import sys
import warnings

import numpy as np
import onnx
from onnx.backend.test.loader import load_model_tests

# infinities and overflows are what some of the tests are about
warnings.simplefilter("ignore", RuntimeWarning)


def in_base64(data):
    return base64.b64encode(data).decode()


def tensor(value):
    if isinstance(value, onnx.TensorProto):
        proto = value
    elif isinstance(value, (np.ndarray, np.generic)):
        proto = onnx.numpy_helper.from_array(np.asarray(value))
    else:
        return {"type": type(value).__name__}
    kind = onnx.TensorProto.DataType.Name(proto.data_type)
    if kind == "STRING":
        return {"type": kind}
    # numbers of 4 bits are listed one by one where they are not packed
    raw = proto.raw_data or onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(proto)).raw_data
    return {"type": kind, "dims": list(proto.dims), "data": in_base64(raw)}


def plain_name(name):
    """Of test_x_expanded_ver18: test_x."""
    return name.split("_expanded")[0]


tests = load_model_tests(kind="node")
operators = {t.name: t.model.graph.node[0] for t in tests if "_expanded" not in t.name}
with open(sys.argv[1], "w") as file:
    for test in tests:
        graph = test.model.graph
        node = operators.get(plain_name(test.name), graph.node[0])
        for k, (inputs, outputs) in enumerate(test.data_sets):
            record = {
                "name": test.name + (f"#{k}" if k else ""),
                "operator": f"{node.domain}.{node.op_type}" if node.domain else node.op_type,
                "expanded": "_expanded" in test.name,
                "rtol": test.rtol,
                "atol": test.atol,
                "model": in_base64(test.model.SerializeToString()),
                "inputs": {v.name: tensor(x) for v, x in zip(graph.input, inputs)},
                "outputs": {v.name: tensor(x) for v, x in zip(graph.output, outputs)},
            }
            print(json.dumps(record), file=file)
