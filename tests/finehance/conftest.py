"""The log as it leaves the process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from logging.config import DictConfigurator

import pytest
from django.conf import settings as product


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the product's console handler writes, as JSON and with traces."""
    # It takes the dictionaries that it is given apart.
    made = DictConfigurator(deepcopy(product.LOGGING))
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    for name in made.config["handlers"]["console"]["filters"]:
        handler.addFilter(made.configure_filter(made.config["filters"][name]))
    handler.setFormatter(made.configure_formatter(made.config["formatters"]["json"]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
