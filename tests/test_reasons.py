"""Every reason that a finding gives stands in the registry, and every reason in the registry is given."""

from __future__ import annotations

import ast
from pathlib import Path

import attrib.cast
import attrib.reasons
from attrib.reasons import REASONS

PACKAGE = Path(attrib.reasons.__file__).parent
# What an item of an exercise gives as `why` is a sentence for students.
OTHERS = {"reasons", "word_items"}
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem not in OTHERS)


def strings_of(module: str) -> set[str]:
    """Every string in a module that is written as a reason is: small letters, joined by hyphens."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


# Of what takes a reason, the place of it among the arguments.
TAKES_A_REASON = {
    "Settled": 1, "Holder": 1, "Draft": 4, "_Hit": 3, "describe_speaker": 2, "add_referent": 2, "add": 3,
}  # fmt: skip


def given_in(module: str) -> set[str]:
    """The strings that stand where a reason is given: `why=`, `open=`, `reason=`, or the argument
    of a call that takes one."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    values: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("why", "open", "reason"):
            values.append(node.value)
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            values += node.args[TAKES_A_REASON[name] :][:1] if name in TAKES_A_REASON else []
    values += [part for value in values if isinstance(value, ast.Tuple) for part in value.elts]
    return {v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}


def test_every_reason_given_has_its_sentence() -> None:
    given = set().union(*map(given_in, MODULES))
    assert len(given) >= 30  # a check that collects nothing checks nothing
    assert sorted(given - set(REASONS)) == []
    assert sorted(attrib.cast.SCORES.keys() - set(REASONS)) == []


def test_every_sentence_belongs_to_a_reason_that_is_given() -> None:
    strings = set().union(*map(strings_of, MODULES))
    assert sorted(set(REASONS) - strings) == []


def test_sentences_are_sentences() -> None:
    assert [name for name, words in REASONS.items() if not (words[0].isupper() and words.endswith("."))] == []
