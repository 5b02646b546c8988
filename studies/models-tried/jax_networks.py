"""Small networks of JAX: Flax's NNX and Linen, Equinox. Imported where one is made: JAX's threads do not survive a fork."""
import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
from flax import nnx


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
        x = nnx.max_pool(nnx.tanh(self.norm(self.conv1(x))), window_shape=(2, 2), strides=(2, 2))
        return nnx.avg_pool(self.conv2(x), window_shape=(2, 2), strides=(2, 2))


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
