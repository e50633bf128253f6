"""The guidelines for people: every rule has one yes, one no, one hard example, and says why."""

from __future__ import annotations

import re
from pathlib import Path

from attrib.schema import GUIDELINES as RULES

GUIDELINES = Path(__file__).parent.parent / "annotations" / "GUIDELINES.md"
SECTIONS = {"Sources": "S", "Cues": "Q", "Contents": "C", "Claims": "K", "Speakers": "P"}
SECTIONS |= {"Evaluative language": "E"}


def test_every_rule_has_its_four_lines_and_a_number_of_its_section() -> None:
    text = GUIDELINES.read_text(encoding="utf-8")
    _, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    assert [section.split("\n", 1)[0] for section in sections] == list(SECTIONS)
    for section in sections:
        letter = SECTIONS[section.split("\n", 1)[0]]
        _, *rules = re.split(r"^### ", section, flags=re.MULTILINE)
        assert [rule.split(".", 1)[0] for rule in rules] == [f"{letter}{n}" for n in range(1, len(rules) + 1)]
        for rule in rules:
            title, *lines = [line for line in rule.splitlines() if line]
            assert [line.split(":", 1)[0] for line in lines] == ["- yes", "- no", "- hard", "- why"], title
            assert all(len(line.split(":", 1)[1].split()) >= 4 for line in lines), title


def test_the_version_is_the_one_that_records_name() -> None:
    text = GUIDELINES.read_text(encoding="utf-8")
    (version,) = re.findall(r"^Version (\d+)\.", text, flags=re.MULTILINE)
    assert f"attrib-guidelines-{version}" == RULES and f'"{RULES}"' in text
