"""Networks of JAX (Flax's NNX and Linen, Equinox) by jax2onnx, and by jax2tf and tf2onnx."""
import functools

import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import onnx
from flax import nnx

from files import write

UNIT = 3


class Convolutional(nnx.Module):
    def __init__(self, rngs):
        self.conv1 = nnx.Conv(3, 16, (3, 3), strides=2, rngs=rngs)
        self.norm = nnx.BatchNorm(16, rngs=rngs, use_running_average=True)
        self.conv2 = nnx.Conv(16, 24, (3, 3), strides=2, rngs=rngs)
        self.head = nnx.Linear(24, 10, rngs=rngs)

    def __call__(self, x):
        x = nnx.gelu(self.norm(self.conv1(x)))
        x = nnx.silu(self.conv2(x))
        return self.head(jnp.mean(x, axis=(1, 2)))


class Transformer(nnx.Module):
    def __init__(self, rngs):
        self.patches = nnx.Conv(3, 24, (8, 8), strides=8, rngs=rngs)
        self.norm = nnx.LayerNorm(24, rngs=rngs)
        self.attention = nnx.MultiHeadAttention(3, 24, rngs=rngs, decode=False)
        self.mlp, self.head = nnx.Linear(24, 24, rngs=rngs), nnx.Linear(24, 10, rngs=rngs)

    def __call__(self, x):
        x = self.patches(x)
        x = x.reshape(x.shape[0], -1, 24)
        x = x + self.attention(self.norm(x))
        return self.head(jnp.mean(x + nnx.gelu(self.mlp(x)), axis=1))


class Mixer(nnx.Module):
    """A map of features at the end, pooled by maxima on the way."""

    def __init__(self, rngs):
        self.conv1 = nnx.Conv(3, 12, (3, 3), rngs=rngs)
        self.norm = nnx.GroupNorm(12, num_groups=3, rngs=rngs)
        self.conv2 = nnx.Conv(12, 8, (3, 3), rngs=rngs)

    def __call__(self, x):
        x = nnx.max_pool(nnx.tanh(self.norm(self.conv1(x))), (2, 2), strides=(2, 2))
        return nnx.avg_pool(self.conv2(x), (2, 2), strides=(2, 2))


class Linen(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.swish(nn.Conv(16, (3, 3), strides=2, name="stem")(x))
        x = x + nn.relu(nn.Conv(16, (3, 3), feature_group_count=16, name="depthwise")(x))
        return nn.Dense(10, name="head")(jnp.mean(x, axis=(1, 2)))


def nnx_network(make):
    return make(nnx.Rngs(0))


def linen(channels=3):
    parameters = Linen().init(jax.random.key(0), jnp.zeros((1, 32, 32, channels)))
    return lambda x: Linen().apply(parameters, x)


def equinox():
    """Channels first, one image without a batch, mapped over several."""
    k = jax.random.split(jax.random.key(0), 3)
    net = eqx.nn.Sequential([
        eqx.nn.Conv2d(3, 12, 3, 2, key=k[0]), eqx.nn.Lambda(jax.nn.gelu), eqx.nn.Conv2d(12, 12, 3, 2, key=k[1]),
        eqx.nn.Lambda(lambda x: x.mean((1, 2))), eqx.nn.Linear(12, 10, key=k[2]),
    ])
    return jax.vmap(net)


CASES = {
    "nnx-convolutional": (lambda: nnx_network(Convolutional), (32, 32, 3)),
    "nnx-transformer": (lambda: nnx_network(Transformer), (32, 32, 3)),
    "nnx-maps": (lambda: nnx_network(Mixer), (32, 32, 3)),
    "linen": (linen, (32, 32, 3)),
    "equinox": (equinox, (3, 32, 32)),
}


def make(case, how, folder, name):
    build, dims = CASES[case]
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
