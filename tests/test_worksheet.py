"""A worksheet holds all of a record by its words, and says where its words are not those of the text."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "annotations"))

from worksheet import SheetError, read_sheet, write_sheet  # noqa: E402

from attrib.records import Annotated, MadeWith  # noqa: E402

TEXT = (ROOT / "tests" / "texts" / "idlib.txt").read_bytes().decode()
GOLD = json.loads((ROOT / "annotations" / "gold" / "idlib.json").read_text(encoding="utf-8"))
RECORD = replace(Annotated.from_json(GOLD), text=TEXT)


def sheet() -> Any:
    return yaml.safe_load(write_sheet(RECORD))


def test_a_record_is_the_same_after_it_was_a_sheet() -> None:
    found = read_sheet(sheet(), TEXT)
    made = MadeWith(found.made_with.attrib, by=RECORD.made_with.by, guidelines="attrib-guidelines-1")
    # Notes of the lexicon are the program's; a person's sheet has none, and all scores are 1.
    assert found == replace(RECORD, made_with=made)


def test_a_bare_sheet_has_sentences_and_blocks_alone() -> None:
    bare = read_sheet(yaml.safe_load(write_sheet(RECORD, bare=True)), TEXT)
    assert (bare.blocks, bare.sentences) == (RECORD.blocks, RECORD.sentences)
    assert not (bare.attributions or bare.claims or bare.names or bare.speakers or bare.evaluative)


def one_sentence(text: str, **rows: Any) -> Any:
    return {"article": "a", "by": "ana", "sentences": [{"block": "body", "text": text, **rows}]}


def test_words_that_stand_twice_are_counted_and_long_stretches_are_named_by_their_ends() -> None:
    text = "He said he knew that he would go home and stay."
    said = {"id": "a1", "source": "He", "status": "pronoun", "cue": "said", "manner": "indirect"}
    found = read_sheet(one_sentence(text, attributions=[{**said, "content": "he@1 … stay"}]), text)
    (one,) = found.attributions
    assert [span.of(text) for span in one.content] == ["he knew that he would go home and stay"]
    twice = read_sheet(one_sentence(text, attributions=[{**said, "content": "he@2"}]), text)
    assert twice.attributions[0].content[0].start == text.index("he would")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"content": "she knew"}, "sentence 0: 'she knew' does not stand in 'He said he knew he would.'"),
        ({"content": "he"}, "sentence 0: 'he' stands 2 times; say which, as he@2"),
        ({"content": "he@3"}, "sentence 0: 'he' stands 2 times; say which, as he@2"),
        ({"content": "7> he"}, "'7> he': there are 1 sentences, none is number 7"),
        ({"content": "knew … said"}, "sentence 0: 'said' does not stand after 'knew'"),
        ({"content": "kne"}, "sentence 0: 'kne' does not stand in 'He said he knew he would.'"),
    ],
)
def test_words_that_are_not_there_or_not_settled_are_an_error(change: dict[str, str], message: str) -> None:
    text = "He said he knew he would."
    said = {"id": "a1", "source": "He", "status": "pronoun", "cue": "said", "manner": "indirect"}
    with pytest.raises(SheetError) as caught:
        read_sheet(one_sentence(text, attributions=[{**said, **change}]), text)
    assert str(caught.value) == message


def test_sentences_have_to_follow_one_another_to_the_end() -> None:
    with pytest.raises(
        SheetError, match=r"^sentence 0: 'Not so.' does not follow; the text has 'It leaks.'$"
    ):
        read_sheet(one_sentence("Not so."), "It leaks.")
    with pytest.raises(SheetError, match=r"^after the last sentence the text goes on: 'It sinks.'$"):
        read_sheet(one_sentence("It leaks."), "It leaks. It sinks.")
    rows = one_sentence("It leaks.")
    del rows["sentences"][0]["block"]
    with pytest.raises(SheetError, match="the first sentence opens no block"):
        read_sheet(rows, "It leaks.")


def test_a_claim_in_an_attribution_that_is_not_there_is_an_error() -> None:
    rows = one_sentence("It leaks.", claims=[{"spans": "It leaks", "in": "a9"}])
    with pytest.raises(SheetError, match="'It leaks' is in a9, and there is no attribution a9"):
        read_sheet(rows, "It leaks.")


def test_sentences_can_be_joined_and_claims_follow() -> None:
    rows = sheet()
    last = rows["sentences"].pop()
    before = rows["sentences"][-1]
    assert not last.get("block")
    before["text"] = TEXT[TEXT.index(before["text"]) : TEXT.index(last["text"]) + len(last["text"])]
    found = read_sheet(rows, TEXT)
    assert len(found.sentences) == len(RECORD.sentences) - 1
    assert found.blocks == RECORD.blocks and found.claims == RECORD.claims


def test_the_command_writes_and_reads(tmp_path: Path) -> None:
    record, text = tmp_path / "r.json", tmp_path / "t.txt"
    record.write_text(json.dumps(RECORD.to_json()), encoding="utf-8")
    text.write_bytes(TEXT.encode())
    program = [sys.executable, str(ROOT / "annotations" / "worksheet.py")]
    written = subprocess.run([*program, "write", str(record)], capture_output=True, check=True, cwd=ROOT)
    (tmp_path / "s.yaml").write_bytes(written.stdout)
    read = subprocess.run(
        [*program, "read", str(tmp_path / "s.yaml"), str(text)], capture_output=True, check=True, cwd=ROOT
    )
    back = json.loads(read.stdout)
    assert back["claims"] == RECORD.to_json()["claims"]
