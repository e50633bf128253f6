"""Every reason that a finding gives stands in the registry, and every reason in the registry is given."""

from __future__ import annotations

import ast
from pathlib import Path

import attrib.reasons
from attrib.reasons import REASONS

PACKAGE = Path(attrib.reasons.__file__).parent
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "reasons")


def strings_of(module: str) -> set[str]:
    """Every string in a module that is written as a reason is: small letters, joined by hyphens."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def given_in(module: str) -> set[str]:
    """The strings that stand where a reason is given: `why=`, `open=`, a call or a value that takes one."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    given: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("why", "open"):
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            given |= {v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_Settled", "_describe"):
            given |= {v.value for v in node.args if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    return given


def test_every_reason_given_has_its_sentence() -> None:
    given = set().union(*map(given_in, MODULES))
    assert len(given) >= 8  # a check that collects nothing checks nothing
    assert sorted(given - set(REASONS)) == []


def test_every_sentence_belongs_to_a_reason_that_is_given() -> None:
    strings = set().union(*map(strings_of, MODULES))
    assert sorted(set(REASONS) - strings) == []


def test_sentences_are_sentences() -> None:
    assert [name for name, words in REASONS.items() if not (words[0].isupper() and words.endswith("."))] == []
