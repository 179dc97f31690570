"""Reads text in pictures on this machine, offline: the extra [ocr].

The models are inside of rapidocr's package; nothing is fetched while it runs.
"""

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

from qunce.gateway.channels.manual.parse.pixels import Picture, Rect
from qunce.gateway.channels.manual.parse.screenshot import Box, Shot, arrange
from qunce.kernel.errors import RefusedError
from qunce.kernel.text import N_, Words

ENGINE = "rapidocr"
LARGEST = 20 * 1024 * 1024
"""Bytes of a picture."""

MOST_PIXELS = 40_000_000
"""Pixels of a picture: a long screenshot of a phone has ten millions."""

WIDTH = 720
"""Pixels to which a screenshot of a phone is made narrower: its letters stay large enough."""

HIGHEST = 1600
"""Pixels of a strip that is read at once; rapidocr makes anything above 2,000 smaller."""

OVERLAP = 160
"""Pixels that two strips share, so that no line is cut in both."""

_ORDINARY = 2000  # pixels: as much as rapidocr reads at once
_MISSING = N_(
    "This site cannot read pictures: the extra [ocr] is not installed. "
    "Whoever runs it can add it with pip install 'qunce[ocr]', or by make run without OCR=0."
)
_TOO_LARGE = N_("The picture is too large: at most %(limit)s MB and %(pixels)s megapixels.")
_NO_PICTURE = N_("This is no picture that can be read. Take a screenshot as PNG or JPEG.")
_EMPTY = N_("No message was found in the picture. Take the screenshot in the group's chat.")

_one_at_a_time = Lock()  # the reader keeps what it works on in itself


def is_available() -> bool:
    """Say whether the extra [ocr] is installed."""
    return find_spec(ENGINE) is not None and find_spec("onnxruntime") is not None


@lru_cache(maxsize=1)
def _engine() -> Any:
    """Return the reader; it loads its models once, from its own package, and uses one core."""
    threads = "EngineConfig.onnxruntime.intra_op_num_threads"
    about = {"Global.log_level": "critical", "Global.use_cls": False, threads: 1}
    return import_module(ENGINE).RapidOCR(params=about)


def read_screenshot(data: bytes) -> Shot:
    """Return the messages in a picture; RefusedError where it is none or holds none."""
    if not is_available():
        raise RefusedError(Words(_MISSING))
    image = _opened(data)
    picture = Picture(image.tobytes(), image.width, image.height)
    boxes = [
        Box(at.left, at.top, at.right, at.bottom, text, score, picture.plate(at))
        for at, text, score in _lines(image)
    ]
    pane = picture.pane([box.plate for box in boxes])
    shot = arrange(boxes, pane, picture.height)
    if not shot.pieces:
        raise RefusedError(Words(_EMPTY))
    return shot


def _opened(data: bytes) -> Any:
    """Return the picture in its colours, no larger than what is read."""
    pil = import_module("PIL.Image")
    limits: dict[str, str | int] = {
        "limit": LARGEST // 1024 // 1024,
        "pixels": MOST_PIXELS // 1_000_000,
    }
    if len(data) > LARGEST:
        raise RefusedError(Words(_TOO_LARGE, limits))
    try:
        image = pil.open(io.BytesIO(data))
        if image.width * image.height > MOST_PIXELS:
            raise RefusedError(Words(_TOO_LARGE, limits))
        image = image.convert("RGB")
    except (OSError, ValueError, SyntaxError, pil.DecompressionBombError) as error:
        raise RefusedError(Words(_NO_PICTURE)) from error
    is_upright = image.height > image.width
    across = min(image.width, WIDTH if is_upright else _ORDINARY)
    if across < image.width:
        down = max(1, round(image.height * across / image.width))
        image = image.resize((across, down), pil.Resampling.LANCZOS)
    return image


def _lines(image: Any) -> Iterator[tuple[Rect, str, float]]:
    """Yield place, text and score of each line; a long picture is read in strips."""
    array = import_module("numpy").asarray
    top = 0
    while top < image.height:
        is_last = image.height - top <= HIGHEST
        bottom = image.height if is_last else top + HIGHEST
        strip = array(image.crop((0, top, image.width, bottom)))[:, :, ::-1]
        with _one_at_a_time:
            found = _engine()(strip)
        first = top + OVERLAP / 2 if top else 0
        end = bottom if is_last else bottom - OVERLAP / 2
        for at, text, score in _found(found, top):
            if first <= (at.top + at.bottom) / 2 < end:
                yield at, text, score
        if is_last:
            return
        top = bottom - OVERLAP


def _found(found: Any, top: float) -> Iterator[tuple[Rect, str, float]]:
    if found.boxes is None or found.txts is None:
        return
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        yield _rect(corners, top), str(text), float(score)


def _rect(corners: Sequence[Any], top: float) -> Rect:
    across = [float(x) for x, _ in corners]
    down = [float(y) + top for _, y in corners]
    return Rect(min(across), min(down), max(across), max(down))
