"""What exports take as an image: the bytes of a JPEG or PNG file."""

from dataclasses import dataclass
from typing import Any

from seqkit.types import Bounds
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class Images:
    """Images as the bytes of JPEG or PNG files, which the function sees as pixels.

    An image is not valid if it is damaged, no image, or too large to decode.

    Args:
        size: pair of int, height and width of the pixels, uint8 `(batch, height,
            width, 3)`.
    """

    size: tuple[int, int]
    name = "image"
    unit = None

    def specs(self, name: str) -> dict[str, Any]:
        """Return one tensor of bytes `(batch,)`."""
        import tensorflow as tf

        return {name: tf.TensorSpec([None], tf.string, name)}

    def read(self, columns: list[Tensor], bounds: Bounds) -> Read:
        """Decode and resize the images that are valid."""
        # Here, since `read_image_file` needs NumPy and a client of a server does not.
        from seqkit.images.image_bytes import decode_images

        (files,) = columns
        return Read(*decode_images(files, self.size), files)

    def resources(self) -> tuple:
        """Return none."""
        return ()
