"""MobileNet's weights, trained on ImageNet."""

from recipes._datasets.finding import folders

FILE = "weights/mobilenet_1_0_conv_pw_12.weights.h5"
LAYER = "conv_pw_12_relu"


def mobilenet() -> str:
    """Find the weights of MobileNet 1.0 up to `conv_pw_12_relu` (Apache-2.0).

    Returns:
        Path of `weights/mobilenet_1_0_conv_pw_12.weights.h5`, or "imagenet" where there
        is no such file: Keras downloads the same weights by that name.
    """
    for folder in folders():
        if (folder / FILE).is_file():
            return str(folder / FILE)
    return "imagenet"
