"""Networks that people brought from Keras and TensorFlow."""
import keras
import numpy as np
import tensorflow as tf
from keras import layers as kl

from common import grad_cam, note, photograph, save


def export(folder, name, model, shape, dtype=tf.float32, **more):
    import tf2onnx

    fixed = [tf.TensorSpec((None, *s), dtype, name=n) for n, s in shape.items()]
    function = tf.function(lambda *x: model(list(x) if len(x) > 1 else x[0], training=False), input_signature=fixed)
    tf2onnx.convert.from_function(function, fixed, opset=17, output_path=str(folder / f"{name}.onnx"), **more)


def cam(model, layer, x, score):
    """Grad-CAM of a layer's output."""
    upto = keras.Model(model.inputs, [model.get_layer(layer).output, model.output])
    with tf.GradientTape() as tape:
        activation, y = upto(x, training=False)
        tape.watch(activation)
        value = score(y)
    gradient = tape.gradient(value, activation)
    return grad_cam(*[np.asarray(t)[0].transpose(2, 0, 1) for t in (activation, gradient)])


def body(x, name="conv"):
    for k, channels in enumerate((16, 32, 48)):
        x = kl.Conv2D(channels, 3, strides=2, padding="same", activation="relu", name=f"{name}_{k}")(x)
    return x


def cats_and_dogs(folder, name):
    """One output behind a sigmoid: dog, or else cat."""
    keras.utils.set_random_seed(0)
    image = keras.Input((64, 64, 3))
    y = kl.Dense(1, name="logit", kernel_initializer="random_normal")(kl.GlobalAveragePooling2D()(body(image)))
    model = keras.Model(image, kl.Activation("sigmoid", name="dog")(y))
    x = photograph(folder, "small")[None]
    export(folder, name, model, {"image": (64, 64, 3)})
    logit = lambda p: tf.math.log(p / (1 - p))[0, 0]
    save(folder, name, p=np.asarray(model(x))[0], cam=cam(model, "conv_2", x, logit), **{"less-cam": cam(model, "conv_2", x, lambda p: -logit(p))})
    note(folder, name, "Keras")


def vgg(folder, name):
    """As keras.applications.vgg16.preprocess_input has it: BGR less a mean, not divided."""
    keras.utils.set_random_seed(0)
    model = keras.applications.VGG16(weights=None, input_shape=(64, 64, 3), classes=10)
    x = keras.applications.vgg16.preprocess_input(255 * photograph(folder, "small")[None].copy())
    scale = 20 / max(1e-6, float(np.abs(np.asarray(keras.Model(model.inputs, model.layers[-2].output)(x))).max()))
    kernel, bias = model.layers[-1].get_weights()
    model.layers[-1].set_weights([kernel * scale, bias])
    export(folder, name, model, {"image": (64, 64, 3)})
    save(folder, name, p=np.asarray(model(x))[0])
    note(folder, name, "Keras")


def efficientnet(folder, name):
    """Bytes go in: a layer within divides them by 255."""
    keras.utils.set_random_seed(0)
    model = keras.applications.EfficientNetB0(weights=None, input_shape=(64, 64, 3), classes=10)
    x = (255 * photograph(folder, "small"))[None]
    noise = np.random.default_rng(0).uniform(0, 255, (4, 64, 64, 3)).astype("f4")
    for layer in model.layers:
        if isinstance(layer, kl.BatchNormalization):
            layer.momentum = 0.0
    for _ in range(2):
        model(noise, training=True)
    export(folder, name, model, {"image": (64, 64, 3)})
    save(folder, name, p=np.asarray(model(x))[0])
    note(folder, name, "Keras")


def nested(folder, name):
    """A network within a network, behind layers that augment and rescale."""
    keras.utils.set_random_seed(0)
    inner = keras.Input((64, 64, 3))
    base = keras.Model(inner, body(inner, "block"), name="backbone")
    model = keras.Sequential([keras.Input((64, 64, 3)), kl.RandomFlip("horizontal"), kl.Rescaling(1 / 127.5, offset=-1), base, kl.GlobalAveragePooling2D(), kl.Dropout(0.2), kl.Dense(7, activation="softmax", name="classes")])
    x = 255 * photograph(folder, "small")[None]
    export(folder, name, model, {"image": (64, 64, 3)})
    activation = base(x / 127.5 - 1)
    kernel = np.asarray(model.layers[-1].kernel)[:, 2] / (8 * 8)  # of the score before the softmax
    gradient = np.broadcast_to(kernel, activation.shape)
    save(folder, name, p=np.asarray(model(x, training=False))[0], cam=grad_cam(*[np.asarray(t)[0].transpose(2, 0, 1) for t in (activation, gradient)]))
    note(folder, name, "Keras")


def picture_and_numbers(folder, name):
    keras.utils.set_random_seed(0)
    image, numbers = keras.Input((64, 64, 3), name="image"), keras.Input((4,), name="patient")
    joined = kl.Concatenate()([kl.GlobalAveragePooling2D()(body(image)), kl.Dense(8, activation="relu")(numbers)])
    model = keras.Model([image, numbers], kl.Dense(3, activation="softmax")(joined))
    x, v = photograph(folder, "small")[None], np.array([[0.5, 1, 0, 2]], "f4")
    export(folder, name, model, {"image": (64, 64, 3), "patient": (4,)})
    save(folder, name, p=np.asarray(model([x, v]))[0])
    note(folder, name, "Keras")


def bytes_in(folder, name):
    """uint8 with the channels last, as TensorFlow's own models take it."""
    keras.utils.set_random_seed(0)
    image = keras.Input((64, 64, 3))
    scores = kl.Dense(6, activation="softmax")(kl.GlobalAveragePooling2D()(body(kl.Rescaling(1 / 255)(image))))
    model = keras.Model(image, scores)
    x = np.round(255 * photograph(folder, "small"))[None]
    export(folder, name, lambda b, training=False: model(tf.cast(b, tf.float32), training=training), {"image": (64, 64, 3)}, tf.uint8)
    save(folder, name, p=np.asarray(model(x))[0])
    note(folder, name, "Keras")


def channels_first_in(folder, name):
    """tf2onnx --inputs-as-nchw: the input has its channels in front, the map that comes out has them last."""
    keras.utils.set_random_seed(0)
    image = keras.Input((64, 64, 3))
    y = kl.Conv2D(5, 1, name="map")(kl.UpSampling2D(8)(body(image)))
    model = keras.Model(image, y)
    x = photograph(folder, "small")[None]
    export(folder, name, model, {"image": (64, 64, 3)}, inputs_as_nchw=["image:0", "image"])
    save(folder, name, scores=np.asarray(model(x))[0].mean((0, 1)), cam=cam(model, "conv_2", x, lambda y: tf.reduce_mean(y[..., 2])))
    note(folder, name, "Keras")


def lite(folder, name):
    """TensorFlow Lite of whole numbers, bytes in and bytes out."""
    import tf2onnx

    keras.utils.set_random_seed(0)
    image = keras.Input((64, 64, 3), batch_size=1)
    y = kl.Dense(4, activation="softmax", kernel_initializer="random_normal")(kl.GlobalAveragePooling2D()(body(kl.Rescaling(1 / 255)(image))))
    model = keras.Model(image, y)
    x = np.round(255 * photograph(folder, "small"))[None].astype("f4")
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: iter([[x], [255 - x]])
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.uint8
    (folder / f"{name}.tflite").write_bytes(converter.convert())
    tf2onnx.convert._convert_common(None, tflite_path=str(folder / f"{name}.tflite"), opset=17, output_path=str(folder / f"{name}.onnx"))
    save(folder, name, p=np.asarray(model(x))[0])
    note(folder, name, "Keras")


JOBS = {
    "lite": lite,
    "cats-and-dogs": cats_and_dogs, "vgg": vgg, "efficientnet": efficientnet, "nested": nested,
    "picture-and-numbers": picture_and_numbers, "bytes-in": bytes_in, "channels-first-in": channels_first_in,
}
