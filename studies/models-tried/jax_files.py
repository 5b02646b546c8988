"""Networks of JAX by jax2onnx, and by jax2tf and tf2onnx."""
import functools

import numpy as np
import onnx

from files import write

UNIT = 3
CASES = ["nnx-convolutional", "nnx-transformer", "nnx-maps", "linen", "equinox"]


def make(case, how, folder, name):
    import jax
    import jax.numpy as jnp
    from jax_networks import CASES as NETWORKS

    build, dims = NETWORKS[case]
    function = build()
    x = np.random.default_rng(1).standard_normal((1, *dims)).astype("f4")
    file = str(folder / f"{name}.onnx")
    if how.startswith("jax2onnx"):
        from jax2onnx import to_onnx

        more = {}
        if how.endswith("nchw"):
            more["inputs_as_nchw"] = [0]
        onnx.save(to_onnx(function, [("B" if "free" in how else 1, *dims)], **more), file)
    else:
        import tensorflow as tf
        import tf2onnx
        from jax.experimental import jax2tf

        signature = [tf.TensorSpec((1, *dims), tf.float32, name="image")]
        converted = tf.function(jax2tf.convert(function, native_serialization=False, enable_xla=False), input_signature=signature)
        tf2onnx.convert.from_function(converted, signature, opset=17, output_path=file)
    graph = onnx.load(file).graph
    axis = len(graph.output[0].type.tensor_type.shape.dim) - 1
    score = lambda x: jnp.mean(jnp.take(function(x), UNIT, axis=axis))
    rounded = np.asarray(jax.grad(score)(x), "f8")
    nchw = how.endswith("nchw")
    note = {
        "framework": f"JAX {jax.__version__}",
        "exporter": "jax2onnx" if how.startswith("jax2onnx") else "jax2tf, tf2onnx",
        "batch": "free" if "free" in how else "1",
        "layout": "NCHW" if nchw or dims[0] == 3 else "NHWC",
        "input": graph.input[0].name,
        "feature": {"axis": axis, "unit": UNIT, "layer": graph.output[0].name},
        "reference": "autograd, float32",
        "tolerance": 1e-3,
        "modules": [],
    }
    if nchw:
        x, rounded = (np.ascontiguousarray(v.transpose(0, 3, 1, 2)) for v in (x, rounded))
    write(folder, name, note, x, rounded)


JOBS = {f"jax-{case}-jax2onnx": functools.partial(make, case, "jax2onnx") for case in CASES}
JOBS |= {f"jax-{case}-jax2onnx-free": functools.partial(make, case, "jax2onnx-free") for case in ("nnx-convolutional", "nnx-transformer", "nnx-maps")}
JOBS["jax-nnx-convolutional-jax2onnx-nchw"] = functools.partial(make, "nnx-convolutional", "jax2onnx-nchw")
JOBS |= {f"jax-{case}-jax2tf": functools.partial(make, case, "jax2tf") for case in ("linen", "nnx-convolutional")}
