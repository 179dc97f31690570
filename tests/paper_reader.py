"""Reads the text out of a PDF file, as a viewer finds it."""

from pypdfium2 import PdfDocument


def texts_of(file: bytes) -> list[str]:
    """Return the text of each page."""
    document = PdfDocument(file)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
