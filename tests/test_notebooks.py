"""The notebooks run from the first to the last cell, and print what they are shown to print."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).parent.parent / "docs" / "notebooks"
sys.path.insert(0, str(NOTEBOOKS))

import make_notebooks as notebooks  # noqa: E402


@pytest.mark.parametrize("name", sorted(notebooks.NOTEBOOKS))
def test_a_notebook_runs_and_prints_what_it_shows(name: str) -> None:
    shown = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    ran = notebooks.make_notebook(notebooks.NOTEBOOKS[name])
    assert [cell["source"] for cell in ran.cells] == [cell["source"] for cell in shown.cells]
    assert notebooks.find_texts(ran) == notebooks.find_texts(shown)
    assert sum(map(len, notebooks.find_texts(ran))) >= 4
    pictures = [o for cell in ran.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    assert len(pictures) == (name == "outlets")
