"""How the handbook is built: `make docs`."""

import logging

import qunce

project = "Qunce 群策"
author = "the Qunce authors"
copyright = "2026, the Qunce authors"  # noqa: A001  (Sphinx's name)
version = release = qunce.__version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "Qunce 群策"
html_show_sphinx = False
html_copy_source = False


def is_no_empty_section(record: logging.LogRecord) -> bool:
    """Let a section wait for its first page; Sphinx gives this warning no name to suppress."""
    return getattr(record, "subtype", "") != "empty_glob"


logging.getLogger("sphinx.sphinx.directives.other").addFilter(is_no_empty_section)
