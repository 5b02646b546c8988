"""Networks of Keras: its own export to ONNX, tf2onnx of a function, tf2onnx of a TensorFlow Lite file."""
import functools
import os

import keras
import numpy as np
import onnx
import tensorflow as tf
from keras import layers as kl

from files import write

SIDE = {"InceptionV3": 96, "Xception": 96, "NASNetMobile": 96, "InceptionResNetV2": 96}
UNIT = 3


def functional(activation="mish", softmax=False):
    """A small network with named layers, as tutorials have them."""
    x = image = keras.Input((32, 32, 3), name="image")
    x = kl.Conv2D(16, 3, 2, "same", use_bias=False, name="stem_conv")(x)
    x = kl.BatchNormalization(name="stem_bn")(x)
    x = kl.Activation("swish", name="stem_act")(x)
    for i in (1, 2):
        y = kl.DepthwiseConv2D(3, padding="same", name=f"block{i}_dw")(x)
        y = kl.LayerNormalization(name=f"block{i}_norm")(y)
        y = kl.Conv2D(16, 1, activation=activation, name=f"block{i}_pw")(y)
        x = kl.Add(name=f"block{i}_out")([x, y])
    x = kl.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, kl.Dense(10, activation="softmax" if softmax else None, name="scores")(x), name="mynet")


def sequential():
    net = [kl.Input((28, 28, 1)), kl.Conv2D(8, 3, activation="relu"), kl.MaxPooling2D(), kl.Conv2D(16, 3, activation="relu")]
    return keras.Sequential([*net, kl.Flatten(), kl.Dropout(0.5), kl.Dense(10)])


def rescaling():
    """Takes bytes as floats, as keras.applications' newer networks and people's own do."""
    image = keras.Input((32, 32, 3), name="image")
    inner = functional()
    return keras.Model(image, inner(kl.Rescaling(1 / 127.5, -1)(image)), name="rescaled")


def transformer():
    x = image = keras.Input((32, 32, 3), name="image")
    x = kl.Reshape((64, 24), name="tokens")(kl.Conv2D(24, 4, 4, name="patches")(x))
    y = kl.LayerNormalization(name="norm")(x)
    x = kl.Add(name="attended")([x, kl.MultiHeadAttention(3, 8, name="attention")(y, y)])
    x = kl.GlobalAveragePooling1D(name="pool")(kl.Dense(24, activation="silu", name="mlp")(x))
    return keras.Model(image, kl.Dense(10, name="scores")(x), name="vit")


def unet():
    x = image = keras.Input((32, 32, 3), name="image")
    down = kl.Conv2D(8, 3, padding="same", activation="elu", name="enc1")(x)
    x = kl.Conv2D(16, 3, 2, "same", activation="elu", name="enc2")(down)
    x = kl.Conv2DTranspose(8, 2, 2, name="up")(x)
    x = kl.Concatenate(name="skip")([kl.UpSampling2D(2, interpolation="bilinear")(kl.AveragePooling2D(2)(x)), down])
    return keras.Model(image, kl.Conv2D(5, 1, name="mask")(x), name="unet")


OWN = {"functional": functional, "sequential": sequential, "rescaling": rescaling, "transformer": transformer, "unet": unet, "softmax": functools.partial(functional, softmax=True), "gelu": functools.partial(functional, "gelu")}


def application(network):
    side = SIDE.get(network, 64)
    more = {"include_preprocessing": False} if network.startswith(("EfficientNetV2", "MobileNetV3", "ConvNeXt")) else {}
    return getattr(keras.applications, network)(weights=None, input_shape=(side, side, 3), classes=20, classifier_activation=None, **more)


def enliven(model):
    """Normalizations have the statistics of a real pass, and what starts at zero or near it does not stay there."""
    rng = np.random.default_rng(7)
    for layer in model._flatten_layers():
        if isinstance(layer, kl.BatchNormalization):
            layer.momentum = 0.0
    x = rng.standard_normal((4, *model.input_shape[1:])).astype("f4")
    if "rescal" in model.name:
        x = 128 + 50 * x
    for _ in range(2):
        model(x, training=True)
    for weight in model.trainable_weights:
        value = np.asarray(weight)
        if "gamma" in weight.path and np.abs(value).max() < 1e-3:
            weight.assign(np.full(value.shape, 0.5, "f4"))
    return model


def gradient(model, x, axis, dtype="float64"):
    """Autograd in float64: the same weights in a network whose layers compute so."""
    keras.backend.set_floatx(dtype)
    policy = keras.dtype_policies.DTypePolicy(dtype)

    def cloned(layer):
        config = keras.saving.serialize_keras_object(layer)
        text = layer.get_config()
        text["dtype"] = policy
        return layer.__class__.from_config(text)

    exact = keras.models.clone_model(model, clone_function=cloned)
    exact.set_weights(model.get_weights())
    keras.backend.set_floatx("float32")
    x = tf.Variable(x.astype(dtype))
    with tf.GradientTape() as tape:
        y = exact(x, training=False)
        score = tf.reduce_mean(tf.gather(y, UNIT, axis=axis))
    return tape.gradient(score, x).numpy()


def make(network, how, folder, name):
    keras.utils.set_random_seed(0)
    model = enliven(OWN[network]() if network in OWN else application(network))
    axis = len(model.output_shape) - 1
    shape = (1, *model.input_shape[1:])
    x = np.random.default_rng(1).standard_normal(shape).astype("f4")
    span = (0, 255) if network == "rescaling" else None
    x = 128 + 50 * x if span else x
    file = str(folder / f"{name}.onnx")
    if how == "export":
        model.export(file, format="onnx", verbose=False)
    else:
        import tf2onnx

        fixed = [tf.TensorSpec((1 if how == "lite" else None, *shape[1:]), tf.float32, name="image")]
        function = tf.function(lambda image: model(image, training=False), input_signature=fixed)
        if how == "function":
            tf2onnx.convert.from_function(function, fixed, opset=17, output_path=file)
        elif how == "first":  # tf2onnx puts the channels first
            tf2onnx.convert.from_function(function, fixed, opset=15, inputs_as_nchw=["image:0", "image"], output_path=file)
        else:
            lite = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()])
            (folder / f"{name}.tflite").write_bytes(lite.convert())
            tf2onnx.convert._convert_common(None, tflite_path=str(folder / f"{name}.tflite"), opset=17, output_path=file)
            os.remove(folder / f"{name}.tflite")
    graph = onnx.load(file).graph
    dims = [d.dim_value for d in graph.input[0].type.tensor_type.shape.dim]
    first = dims[1] == shape[3] and dims[3] != shape[3]
    exact = gradient(model, x, axis)
    error = float(np.linalg.norm(gradient(model, x, axis, "float32") - exact) / np.linalg.norm(exact))
    note = {
        "framework": f"Keras {keras.__version__}",
        "exporter": {"export": "Keras export", "function": "tf2onnx", "first": "tf2onnx", "lite": "TensorFlow Lite, tf2onnx"}[how],
        "batch": "1" if how == "lite" else "free",
        "layout": "NCHW" if first else "NHWC",
        "input": graph.input[0].name,
        "feature": {"axis": axis, "unit": UNIT, "layer": graph.output[0].name},
        "reference": "autograd, float64",
        "float32Error": error,
        "tolerance": max(1e-3, 3 * error),
        "modules": [] if how == "lite" else [l.name for l in model.layers if l.weights][:: max(1, len(model.layers) // 16)][:16],
    }
    if span:
        note["range"] = span
    if first:
        x, exact = x.transpose(0, 3, 1, 2), exact.transpose(0, 3, 1, 2)
    write(folder, name, note, np.ascontiguousarray(x), np.ascontiguousarray(exact))


WAYS = {
    "export": "functional gelu sequential rescaling transformer unet softmax MobileNetV2 EfficientNetB0 ResNet50 DenseNet121 NASNetMobile ConvNeXtTiny Xception".split(),
    "function": "functional transformer unet MobileNetV3Small EfficientNetV2B0 ResNet50V2 VGG16 InceptionV3".split(),
    "first": "functional MobileNet".split(),
    "lite": "functional gelu unet transformer MobileNetV2 EfficientNetB0".split(),
}
JOBS = {f"keras-{network}-{how}": functools.partial(make, network, how) for how, networks in WAYS.items() for network in networks}
