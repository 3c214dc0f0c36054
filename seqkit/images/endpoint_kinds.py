"""The kind of an export's input that takes images."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.types import Bounds
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class Images:
    """Images as the bytes of JPEG or PNG files, which the graph decodes to pixels.

    An image is not valid if it is damaged, in another format, or too large to decode.

    Args:
        size: pair of int, height and width of the pixels that the endpoint's function
            gets, uint8 `(batch, height, width, 3)`.
        meaning: str, the meaning of the input in words, for `describe`.
    """

    size: tuple[int, int]
    meaning: str = "the bytes of a JPEG or PNG file"
    name = "image"

    def specs(self, name: str) -> dict[str, Any]:
        """Return one tensor of bytes `(batch,)`."""
        import tensorflow as tf

        return {name: tf.TensorSpec([None], tf.string, name)}

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meaning of the bytes."""
        return {name: self.meaning}

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reason why an image may be invalid."""
        return [f"its `{name}` is no JPEG or PNG file, damaged, or too large"]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Decode and resize the valid images."""
        # Imported here: `image_bytes` needs NumPy, which clients may not have.
        from seqkit.images.image_bytes import decode_images

        (files,) = columns
        return Read(*decode_images(files, self.size), files)

    def resources(self) -> Sequence[Any]:
        """Return an empty tuple: images need no lookup tables."""
        return ()
