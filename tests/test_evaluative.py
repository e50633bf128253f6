"""The list of words that judge: what it holds, where its words do not judge, and a reader's own list."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import attrib
from attrib.cli import main
from attrib.errors import BadInput
from attrib.evaluative import EvaluativeEntry, Lexicon, read_evaluative, read_lexicon
from attrib.spans import Span
from attrib.wordforms import spell_out, to_pattern

CASES = Path(__file__).parent / "cases" / "lexicon.tsv"
HEADING = "id\tphrase\tcategory\tneutral\tnote\tnot\tsource\n"
ENTRIES = {entry.id: entry for entry in read_evaluative()}


def read_cases() -> dict[tuple[str, str], list[str]]:
    """(id, yes or no) → the sentences."""
    rows = [row for row in CASES.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    assert rows[0] == "id\tjudges\tsentence"
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows[1:]:
        name, judges, sentence = row.split("\t")
        assert judges in ("yes", "no"), row
        found[name, judges].append(sentence)
    return found


SENTENCES = read_cases()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def words_of(text: str, lexicon: Lexicon | None = None) -> list[tuple[str, str]]:
    """(words, id) of each hit."""
    return [(span.of(text), entry.id) for span, entry in (lexicon or read_lexicon()).find(text).hits]


def split_senses(exempt: re.Pattern[str]) -> list[str]:
    """The alternatives of a `not`, parted by the | that stand in no bracket."""
    pattern = exempt.pattern.removeprefix(r"(?<!\w)(?:").removesuffix(r")(?!\w)")
    senses, depth, in_class = [""], 0, False
    for sign in re.findall(r"\\.|.", pattern):
        if in_class:
            in_class = sign != "]"
        else:
            in_class = sign == "["
            depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0 and not in_class:
            senses.append("")
        else:
            senses[-1] += sign
    return senses


def test_there_are_650_entries_at_least_and_all_say_why_and_whence() -> None:
    assert len(ENTRIES) >= 650
    assert [e.id for e in ENTRIES.values() if len(e.note) < 10 or not e.source] == []
    assert [e.id for e in ENTRIES.values() if not re.fullmatch(r"[a-z][a-z-]*[a-z]", e.id)] == []


def test_every_case_is_of_an_entry_and_every_entry_has_one_where_it_judges() -> None:
    assert {name for name, _ in SENTENCES} <= set(ENTRIES)
    assert [name for name in ENTRIES if not SENTENCES.get((name, "yes"))] == []


def test_every_entry_judges_in_its_sentences() -> None:
    missed = [
        (name, sentence)
        for (name, judges), sentences in SENTENCES.items()
        for sentence in sentences
        if judges == "yes" and name not in {found for _, found in words_of(sentence)}
    ]
    assert missed == []


def test_no_entry_judges_in_its_other_senses() -> None:
    marked = [
        (name, sentence)
        for (name, judges), sentences in SENTENCES.items()
        for sentence in sentences
        if judges == "no" and name in {found for _, found in words_of(sentence)}
    ]
    assert marked == []


def is_shown(entry: EvaluativeEntry, sense: str) -> bool:
    """Whether a sentence has this other sense of the entry's words."""
    pattern = re.compile(rf"(?<!\w)(?:{sense})(?!\w)", re.IGNORECASE)
    return any(
        term.start() < word.end() and word.start() < term.end()
        for sentence in SENTENCES.get((entry.id, "no"), [])
        for term in pattern.finditer(sentence)
        for word in entry.pattern.finditer(sentence)
    )


def test_every_other_sense_has_a_sentence() -> None:
    senses = [
        (e, sense) for e in ENTRIES.values() if e.exempt is not None for sense in split_senses(e.exempt)
    ]
    assert len(senses) > 400
    assert [(e.id, sense) for e, sense in senses if not is_shown(e, sense)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Police said two people were killed in an attack; the war and the crisis go on.",
        "She warned, vowed, denied and refused; he blamed it on the alleged thief, who reportedly left.",
        "The government raised taxes, and workers went on strike over pay.",
        "The migrants, refugees and asylum seekers crossed the border on foot.",
        "The opposition criticised the plan and protesters marched.",
    ],
)
def test_words_that_plain_reporting_needs_are_not_in_the_list(text: str) -> None:
    assert words_of(text) == []


def test_the_longest_entry_has_the_place() -> None:
    assert words_of("Terrorist groups fled.") == [("Terrorist groups", "terrorist-group")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They saw the film Brutal Summer.", []),
        ("They read “Brutal Summer” twice.", []),
        ("Brutal raids came.", ["Brutal"]),
        ("“Brutal raids came,” she said.", ["Brutal"]),
        ("Council Defends Brutal Raids On Schools\n\nIt met.", ["Brutal"]),
        ("It is a BRUTAL raid.", ["BRUTAL"]),
        ("He blames Big Oil for it.", ["Big Oil"]),
    ],
)
def test_a_capital_inside_a_sentence_makes_a_name(text: str, found: list[str]) -> None:
    assert [words for words, _ in words_of(text)] == found


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("mob~", "mob, mobs, mobbed", ["mob", "mobs"]),
        ("crony~", "crony cronies", ["crony", "cronies"]),
        ("slam+", "slam slams slammed slamming slammer", ["slam", "slams", "slammed", "slamming"]),
        ("cave+ in", "caved in, caving\nin, caved\n\nin", ["caved in", "caving\nin"]),
        ("witch-hunt", "Witch‑hunt, non-witch-hunt, witch-hunts", ["Witch‑hunt"]),
        ("let's be clear", "Let’s be clear", ["Let’s be clear"]),
    ],
)
def test_phrases_match_whole_words_in_their_forms(phrase: str, text: str, found: list[str]) -> None:
    assert [match.group() for match in to_pattern(spell_out(phrase)).finditer(text)] == found


@given(st.text(alphabet="regim atx-’'.\n“”TAbruls", max_size=60))
def test_hits_stand_in_order_apart_and_are_what_the_pattern_says(text: str) -> None:
    hits = read_lexicon().find(text).hits
    assert all(a.end <= b.start for (a, _), (b, _) in pairwise(hits))
    assert all(entry.pattern.fullmatch(span.of(text)) for span, entry in hits)


def test_a_term_is_told_from_a_hit() -> None:
    found = read_lexicon().find("The tax regime changed.")
    assert (found.hits, found.exempt) == ((), (Span(4, 14),))


# A reader's own list


def test_a_list_of_ones_own_stands_in_place_of_the_bundled_one(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.tsv", "phrase\tid\tcategory\nfloofy+\tfloof\tdoubt\n")
    lexicon = read_lexicon(path)
    assert words_of("The floofied regime.", lexicon) == [("floofied", "floof")]
    entry = lexicon.entries[0]
    assert (entry.neutral, entry.note, entry.exempt, entry.source) == ((), "", None, None)
    assert re.fullmatch(r"mine\.tsv [0-9a-f]{12}", lexicon.name)


def test_a_list_that_extends_adds_replaces_and_takes_out(tmp_path: Path) -> None:
    rows = "floof\tfloofy\tdoubt\t-\tnote\t-\town\nregime\trégime\tdoubt\t-\tnote\t-\town\n"
    rows += "brutal\t-\t-\t-\t-\t-\t-\n"
    lexicon = read_lexicon(write(tmp_path / "mine.tsv", "# ours\nextends: yes\n" + HEADING + rows))
    text = "The floofy, brutal regime or régime of thugs."
    assert [name for _, name in words_of(text, lexicon)] == ["floof", "regime", "thug"]
    assert len(lexicon.entries) == len(ENTRIES)
    assert lexicon.name.endswith(f" + {read_lexicon().name}")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            HEADING + "a\tmad~ly\tdoubt\t-\tnote\t-\t-\n"
            "b\tfine\tscare_quote\t-\tnote\t-\t-\n"
            "b\tfine\tdoubt\t-\tnote\t-\n"
            "c\tfine\tdoubt\t-\tnote\t(x\t-\n",
            "mine.tsv: 5 problems\n"
            "  mine.tsv:2: column phrase: 'mad~ly' is no word. A phrase is made of words; ~ or + may follow "
            "one, | parts spellings.\n"
            "  mine.tsv:3: column category: 'scare_quote' is none of loaded_label, evaluative_modifier, "
            "intensifier, euphemism, dysphemism, doubt, certainty.\n"
            "  mine.tsv:4: 6 cells, 6 of them filled, where 7 are wanted (id, phrase, category, neutral, "
            "note, not, source). Write - where there is nothing to say.\n"
            "  mine.tsv:5: column phrase: 'fine' is matched by line 3 as well.\n"
            "  mine.tsv:5: column not: '(x' is no regular expression: missing ), unterminated subpattern at "
            "position 0.",
        ),
        (
            HEADING + "a\tx\tdoubt\t-\tnote\t-\t-\na\ty\tdoubt\t-\tnote\t-\t-\n",
            "mine.tsv:3: the id 'a' stands in line 2 as well. Ids are cited in records.",
        ),
        (
            "id,phrase,category\n",
            "mine.tsv:1: the heading has one column, 'id,phrase,category'. Are there tabs between the "
            "columns?",
        ),
        (
            "id\tphrase\tkind\n",
            "mine.tsv:1: the heading has no column category and has a column that is none of ours, 'kind'. "
            "Columns are id, phrase, category, neutral, note, not, source.",
        ),
        (
            "",
            "mine.tsv:1: there is no heading. The first line names the columns: id phrase category neutral "
            "note not source.",
        ),
        (HEADING, "mine.tsv:1: there is no entry below the heading."),
        (
            "extends: maybe\n" + HEADING + "a\tx\tdoubt\t-\tnote\t-\t-\n",
            "mine.tsv:1: extends: 'maybe' is neither yes nor no.",
        ),
        (
            "extends: yes\n" + HEADING + "nix\t-\t-\t-\t-\t-\t-\n",
            "mine.tsv:3: the bundled list has no entry 'nix' to take out.",
        ),
        (
            HEADING + "regime\t-\t-\t-\t-\t-\t-\n",
            "mine.tsv:2: the phrase - takes an entry of the bundled list out, but this file does not extend "
            "it. Write the line extends: yes above the heading, or a phrase.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_list_is_said_line_by_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_lexicon(write(tmp_path / "mine.tsv", content))
    assert str(caught.value) == message


def test_of_many_problems_twenty_are_listed(tmp_path: Path) -> None:
    rows = "".join(f"x{n}\tword{n}\tnone\t-\tnote\t-\t-\n" for n in range(25))
    with pytest.raises(BadInput) as caught:
        read_lexicon(write(tmp_path / "mine.tsv", HEADING + rows))
    lines = str(caught.value).splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("mine.tsv: 25 problems", 22, "  … 5 more")


def test_a_file_that_is_no_text_or_not_there_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_bytes(HEADING.encode() + "a\trégime".encode("latin-1"))
    with pytest.raises(BadInput, match=re.escape("mine.tsv:2: not UTF-8. Save the file as UTF-8 text")):
        read_lexicon(tmp_path / "mine.tsv")
    with pytest.raises(BadInput, match="the lexicon cannot be read: No such file or directory"):
        read_lexicon(tmp_path / "none.tsv")


def test_a_list_of_ones_own_is_used_and_named_in_the_record(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.tsv", "id\tphrase\tcategory\nferry\tferry\tdoubt\n")
    record = attrib.load(lexicon=path, threads=1).annotate("The ferry is late.")
    assert [(e.note, e.category) for e in record.evaluative] == [("ferry", "doubt")]
    assert record.made_with.lexicon == read_lexicon(path).name


def test_the_command_takes_a_list_and_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    article = write(tmp_path / "a.txt", "The ferry is late.")
    good = write(tmp_path / "mine.tsv", "id\tphrase\tcategory\nferry\tferry\tdoubt\n")
    ran = CliRunner().invoke(main, ["annotate", str(article), "--lexicon", str(good)])
    assert (ran.exit_code, '"note": "ferry"' in ran.stdout or '"note":"ferry"' in ran.stdout) == (0, True)
    bad = write(tmp_path / "bad.tsv", "id\tphrase\tcategory\nferry\tferry\tdubious\n")
    ran = CliRunner().invoke(main, ["annotate", str(article), "--lexicon", str(bad)])
    assert ran.exit_code == 1
    assert "attrib: bad.tsv:2: column category: 'dubious' is none of loaded_label" in ran.stderr
