"""Reads text in pictures on this machine, offline: the extra [ocr]."""

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from qunce.gateway.channels.manual.parse.screenshot import Box, Screenshot, read
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

ENGINE = "rapidocr_onnxruntime"
LARGEST = 15 * 1024 * 1024
"""Bytes of a picture."""

_MISSING = N_("This site cannot read pictures: the part [ocr] is not installed.")
_TOO_LARGE = N_("The picture is too large: at most %(limit)s MB.")
_NO_PICTURE = N_("This is no picture that can be read. Take a screenshot as PNG or JPEG.")


def is_available() -> bool:
    """Say whether the extra [ocr] is installed."""
    return find_spec(ENGINE) is not None


@lru_cache(maxsize=1)
def _engine() -> Any:
    """Return the reader; it loads its models once, from its own package."""
    return import_module(ENGINE).RapidOCR()


def read_screenshot(picture: bytes) -> Screenshot:
    """Return the messages in a screenshot; RefusedError where it cannot be read."""
    if not is_available():
        raise RefusedError(Words(_MISSING))
    if len(picture) > LARGEST:
        raise RefusedError(Words(_TOO_LARGE, {"limit": LARGEST // 1024 // 1024}))
    image = _decoded(picture)
    height, width = image.shape[:2]
    found, _ = _engine()(image)
    boxes = [_box(corners, text, score) for corners, text, score in found or ()]
    return read(boxes, float(width), float(height))


def _decoded(picture: bytes) -> Any:
    numpy, cv2 = import_module("numpy"), import_module("cv2")
    image = None
    if picture:
        image = cv2.imdecode(numpy.frombuffer(picture, numpy.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise RefusedError(Words(_NO_PICTURE))
    return image


def _box(corners: Any, text: str, score: float) -> Box:
    across = [float(x) for x, _ in corners]
    down = [float(y) for _, y in corners]
    return Box(text, min(across), min(down), max(across), max(down), float(score))
