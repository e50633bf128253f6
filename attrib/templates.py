"""The door to Jinja2: template files of the package, rendered with every value escaped."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib.resources import files
from typing import Any


@functools.cache
def _load_environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(read_template),
        autoescape=True,  # for all of them, whatever their name ends in
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def read_template(name: str) -> str:
    """The text of a file under data/templates."""
    return files("attrib").joinpath("data/templates", name).read_text(encoding="utf-8")


def render(name: str, **values: Any) -> str:
    """A template with its values, each escaped unless `trust` says that it is markup."""
    text: str = _load_environment().get_template(name).render(**values)
    return text


def hash_script(script: str) -> str:
    """The sha256 of a script in base64, by which a page's Content-Security-Policy lets it run and no other.

    >>> hash_script("")[:8]
    '47DEQpj8'
    """
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def trust(markup: str) -> Any:
    """Markup that is put in as it stands: attrib's own styles and scripts, and JSON whose `<` is escaped."""
    from markupsafe import Markup

    return Markup(markup)
