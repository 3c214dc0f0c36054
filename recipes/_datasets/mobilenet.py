"""Find the weights of MobileNet, trained on ImageNet."""

from recipes._datasets.finding import folders

FILE = "weights/mobilenet_1_0_conv_pw_12.weights.h5"
LAYER = "conv_pw_12_relu"


def mobilenet() -> str:
    """Return the weights of MobileNet 1.0 up to `conv_pw_12_relu` (Apache-2.0).

    Returns:
        str, the path of `weights/mobilenet_1_0_conv_pw_12.weights.h5`; or "imagenet" if
        the file does not exist, by which Keras downloads the same weights.
    """
    for folder in folders():
        if (folder / FILE).is_file():
            return str(folder / FILE)
    return "imagenet"
