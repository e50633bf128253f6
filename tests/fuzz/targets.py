"""What is fuzzed: functions that take bytes, make a bad input of them, and raise when attrib is at fault.

A target raises nothing where attrib refuses an input with an error of its own. It raises what attrib should
not raise, and `AssertionError` where what attrib made of the input lies: spans outside the text, ids that are
not there (`schema.find_problems`), a text that is not the one that was given.
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import gzip
import io
import json
import random
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

sys.path.insert(0, str(Path(__file__).parent.parent))

from hypothesis import HealthCheck, given, settings
from readings_stub import StubReader
from strategies import texts

from attrib.anchoring import anchor
from attrib.endings import pick_reader
from attrib.errors import AttribError
from attrib.evaluative import read_lexicon
from attrib.exchange.formats import FORMATS, read_format, write_format
from attrib.exercise_files import read_key, write_exercises
from attrib.files import read_annotated, read_articles
from attrib.formats import Problem, Source
from attrib.grading import read_answers
from attrib.joining import join_attribution, join_evaluation
from attrib.making import exercises
from attrib.pages import view
from attrib.pipeline import load
from attrib.records import Annotated, Article
from attrib.schema import find_problems

MEMORY = Path("/dev/shm")  # a folder in memory, where there is one: most of the time went to the disk
FOLDER = Path(tempfile.mkdtemp(prefix="attrib-fuzz-", dir=MEMORY if MEMORY.is_dir() else None))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
TEXT = (
    "Harbour to close\n\nDEPOK, 3 May (KLM) — The dam broke, mayor Ana Ruiz said. “The regime lied to us,” "
    "she told reporters.\n\nNobody else agreed, Norland said. It was ‘a disaster’, Ruiz said."
)
NEWS = [  # what a random text is made of
    *"the dam broke said Ana Ruiz she he Norland minister regime terrorist claimed that according to".split(),
    *("“", "”", "‘", "’", '"', "'", "``", "''", "«", "(", ")", ",", ".", "?", "!", ":", ";", "—", "-", "…"),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\u2028",
        "\t",
        " ",
        "  ",
        "\x00",
        "\ud800",
        "\u200b",
        "e\u0301",
        "İ",
        "ﬁ",
        "👩🏽‍🚒",
        "𝒳",
    ),
    *("OSLO, 3 May (NTB) — ", "By Ana Ruiz\n", ", Ruiz said. ", "Q: Why?\n\n", "Image: x\n", "http://a.b/"),
]
NASTY: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        1,
        3,
        1.5,
        10**6,
        10**30,
        float("nan"),
        "",
        "x",
        "\ud800",
        "s1",
        "a1",
        "=1+1",
        "../../up",
    ),
    *([], [1], ["x"], [[1, 2]], [[5, 2]], [[-5, 2]], [[0, 10**6]], [["a", "b"]], {}, {"a": 1}, [{}], [None]),
]


class Dice:
    """Choices out of bytes: the same bytes make the same choices, and an engine learns which bytes matter."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def pick(self, options: int) -> int:
        """A number below `options`; 0 when the bytes are at an end."""
        two = self.data[self.at : self.at + 2]
        self.at += 2
        return int.from_bytes(two, "big") % options if two else 0

    @property
    def left(self) -> bool:
        return self.at < len(self.data)


def put(name: str, data: bytes | str) -> Path:
    """A file of the fuzzer's folder."""
    path = FOLDER / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return path


def read_all(path: Path, **options: Any) -> list[Any]:
    try:
        found = list(read_articles([path], on_error="record", **options))
    except AttribError:
        return []
    assert all(isinstance(one, Article | Problem) for one in found)
    assert all(isinstance(one.text, str) and one.id for one in found if isinstance(one, Article))
    return found


def read_bytes(name: str, data: bytes) -> None:
    """What the reader of a format makes of the bytes of a file."""
    reader, stem = pick_reader(name)
    try:
        found = list(reader(Source(cast(BinaryIO, io.BytesIO(data)), name, stem)))
    except AttribError:
        return
    for one in found:
        assert isinstance(one, Problem) or (
            isinstance(one.text, str) and one.id and isinstance(one.meta, dict)
        )


# Texts


def make_text(data: bytes) -> str:
    dice = Dice(data)
    return "".join(NEWS[dice.pick(len(NEWS))] + (" " if dice.at % 4 else "") for _ in range(len(data) // 2))


def annotate_with_stub(text: str) -> Annotated:
    reader = StubReader()
    reading = reader.read(text)
    article = Article("x", text, {})
    made = join_attribution(article, reading, reader.model, tokenizer="attrib")  # type: ignore[arg-type]
    return join_evaluation(made, reading, read_lexicon())


def check_annotated(record: Annotated, text: str, *, shape: bool = False) -> None:
    assert record.text == text
    problems = find_problems(record.to_json(), shape=shape)
    assert not problems, problems[0]


def fuzz_text(data: bytes) -> None:
    text = make_text(data)
    check_annotated(annotate_with_stub(text), text, shape=not data or data[-1] % 16 == 0)


@settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def _annotate_strategy(text: str) -> None:
    check_annotated(annotate_with_stub(text), text)


def fuzz_strategy(data: bytes) -> None:
    """The texts of the shared Hypothesis strategy, by the bytes of the engine."""
    _annotate_strategy.hypothesis.fuzz_one_input(data)  # type: ignore[attr-defined]


def fuzz_model(data: bytes) -> None:
    """The bundled model itself."""
    text = make_text(data)
    check_annotated(_load().annotate(text), text)


@cache
def _load() -> Any:
    return load(threads=1)


# Files of articles


def fuzz_jsonl(data: bytes) -> None:
    parts = [
        *(
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b":",
            b'"',
            b"\n",
            b'"text"',
            b'"id"',
            b'"meta"',
            b'"a"',
            b"1",
            b"null",
            b"NaN",
        ),
        *(
            b"1e999",
            b"-",
            b"\\u0000",
            b"\\ud800",
            b"\\",
            b"\x00",
            b"\xff",
            b"\xef\xbb\xbf",
            b'{"text":"a"}',
            b'{"text":"a",',
        ),
    ]
    dice = Dice(data)
    read_bytes("a.jsonl", b"".join(parts[dice.pick(len(parts))] for _ in range(len(data) // 2)))


def fuzz_rows(data: bytes) -> None:
    """Rows of JSON that are nearly right."""
    row = break_json({"text": TEXT, "id": "a", "title": "x", "meta": {"author": "y"}}, data)
    read_bytes("b.jsonl", json.dumps(row).encode())


def fuzz_csv(data: bytes) -> None:
    cells = [
        b"text",
        b"id",
        b",",
        b";",
        b'"',
        b"\n",
        b"\r",
        b"\t",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"x",
        b'""',
    ]
    dice = Dice(data[1:])
    made = b"".join(cells[dice.pick(len(cells))] for _ in range(len(data) // 2))
    read_bytes("a.csv" if data[:1] < b"\x80" else "a.tsv", made if len(data) % 2 else b"id,text\n" + made)


def fuzz_html(data: bytes) -> None:
    parts = [
        *(
            b"<html>",
            b"<body>",
            b"<article>",
            b"<p>",
            b"</p>",
            b"<div>",
            b"</div>",
            b"<table>",
            b"<tr><td>",
            b"<h1>",
        ),
        *(
            b"<title>x</title>",
            b"<!DOCTYPE html>",
            b"<!--",
            b"-->",
            b"<script>",
            b"</script>",
            b"&#0;",
            b"&#x110000;",
        ),
        *(
            b"\x00",
            b"\xff",
            b"<meta charset=utf-7>",
            b"<meta name=author content='x'>",
            b"<![CDATA[",
            b"<svg>",
            b"&amp;",
        ),
        *(
            b"<script type='application/ld+json'>{",
            b'"@type":"NewsArticle",',
            b'"author":[1]}',
            b"<time datetime='9'>",
        ),
        TEXT.encode(),
        b"A long sentence that stands in a paragraph of the page, so that it is taken for text. ",
    ]
    dice = Dice(data)
    read_bytes("a.html", b"".join(parts[dice.pick(len(parts))] for _ in range(len(data) // 2)))


@cache
def _word_parts() -> dict[str, bytes]:
    import docx

    document = docx.Document()
    document.add_paragraph("The dam broke.")
    document.add_table(1, 2).cell(0, 0).text = "Ana Ruiz"
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as parts:
        kept = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels")
        return {name: parts.read(name) for name in parts.namelist() if name in kept}


def fuzz_docx(data: bytes) -> None:
    dice = Dice(data)
    parts = dict(_word_parts())
    name = sorted(parts)[dice.pick(len(parts))]
    parts[name] = break_bytes(parts[name], dice)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for part, content in parts.items():
            file.writestr(part, content)
    made = packed.getvalue()
    read_bytes("a.docx", break_bytes(made, dice) if dice.pick(4) == 3 else made)


def fuzz_gzip(data: bytes) -> None:
    dice = Dice(data)
    whole = gzip.compress(TEXT.encode() * (1 + dice.pick(50)), mtime=0)
    read_all(put("a.txt.gz", break_bytes(whole, dice)), max_chars=2000)


def break_bytes(content: bytes, dice: Dice) -> bytes:
    """Content with some bytes changed, cut out or doubled."""
    made = bytearray(content)
    for _ in range(1 + dice.pick(4)):
        at = dice.pick(max(len(made), 1))
        kind = dice.pick(4)
        if kind == 0 and made:
            made[at] = dice.pick(256)
        elif kind == 1:
            del made[at : at + dice.pick(40)]
        elif kind == 2:
            made[at:at] = made[at : at + dice.pick(200)]
        else:
            made = made[:at]
    return bytes(made)


# Records and the formats of other tools


@cache
def _record() -> Annotated:
    return annotate_with_stub(TEXT)


def break_json(value: Any, data: bytes) -> Any:
    """A value with up to four of its parts replaced, taken out, doubled or put elsewhere."""
    dice = Dice(data)
    made = {"": copy.deepcopy(value)}
    for _ in range(1 + dice.pick(4)):
        holder, key = made, ""
        while isinstance(holder[key], dict | list) and holder[key] and dice.pick(8):
            holder = holder[key]
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key = keys[dice.pick(len(keys))]  # type: ignore[assignment]
        kind = dice.pick(8)
        if kind == 0 and key != "":
            del holder[key]
        elif kind == 1 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif kind == 2:
            holder[key] = [copy.deepcopy(holder[key])] * 2
        elif kind == 3 and isinstance(holder[key], int):
            holder[key] += dice.pick(7) - 3
        else:
            holder[key] = copy.deepcopy(NASTY[dice.pick(len(NASTY))])
        if not made[""]:
            break
    return made[""]


def fuzz_record(data: bytes) -> None:
    """`attrib check`, and reading, drawing and moving what was read."""
    row = break_json(_record().to_json(), data)
    path = put("r.jsonl", json.dumps(row))
    if isinstance(row, dict):
        assert all(isinstance(one, str) for one in find_problems(row, shape=True))
    try:
        records = list(read_annotated(path))
    except AttribError:
        return
    for record in records:
        problems = find_problems(record.to_json(), shape=False)
        assert not problems, problems[0]
        if record.text is not None:
            view(record)
            check_annotated(anchor(record, TEXT[:150]).record, TEXT[:150])


def fuzz_anchor(data: bytes) -> None:
    """A record moved to an edited text."""
    dice = Dice(data)
    made = TEXT
    for _ in range(1 + dice.pick(6)):
        at = dice.pick(len(made) + 1)
        made = made[:at] + NEWS[dice.pick(len(NEWS))] * dice.pick(3) + made[at + dice.pick(30) :]
    check_annotated(anchor(_record(), made).record, made)


def fuzz_lexicon(data: bytes) -> None:
    parts = [
        *(
            "id",
            "phrase",
            "category",
            "neutral",
            "note",
            "not",
            "source",
            "\t",
            "\n",
            "extends: yes\n",
            "#",
            "-",
        ),
        *(
            "loaded_label",
            "regime~",
            "cave+ in",
            "a|b",
            "x" * 40,
            "(",
            "[",
            "\\",
            "\x00",
            "\u2028",
            "regime",
            " ",
        ),
        *(
            "id\tphrase\tcategory\n",
            "r1\tmob~\tloaded_label\n",
            "id\tphrase\tcategory\tnot\n",
            "r2\tmob\tdoubt\t[a\n",
        ),
    ]
    dice = Dice(data)
    path = put("l.tsv", "".join(parts[dice.pick(len(parts))] for _ in range(len(data) // 2)))
    try:
        lexicon = read_lexicon(path)
    except AttribError:
        return
    lexicon.find(TEXT)


@cache
def _exported(name: str) -> Any:
    """A sound export: the JSON of a file, or the files of a folder."""
    path = FOLDER / f"sound-{name}"
    write_format(name, path, [_record()])
    if path.is_dir():
        return {one.name: one.read_bytes() for one in sorted(path.iterdir())}
    return path.read_bytes()


def read_exchange(name: str, path: Path) -> None:
    try:
        found = list(read_format(name, path))
    except AttribError:
        return
    for record, _ in found:
        problems = find_problems(record.to_json(), shape=False)
        assert not problems, problems[0]


def fuzz_tool(name: str) -> Callable[[bytes], None]:
    """The reader of one format, on exports that were changed."""

    def fuzz(data: bytes) -> None:
        sound, dice = _exported(name), Dice(data)
        if isinstance(sound, dict):
            file = sorted(sound)[dice.pick(len(sound))]
            for one, content in sound.items():
                broken = content if one != file else _break(content, data[2:], as_json=one.endswith(".json"))
                put(f"in-{name}/{one}", broken)
            read_exchange(name, FOLDER / f"in-{name}")
        else:
            as_json = name in ("label-studio", "doccano", "web-annotation")
            read_exchange(name, put(f"in-{name}.file", _break(sound, data, as_json=as_json)))

    return fuzz


def _break(content: bytes, data: bytes, *, as_json: bool) -> bytes:
    if as_json and len(data) % 8:
        return json.dumps(break_json(json.loads(content), data)).encode()
    return break_bytes(content, Dice(data))


# Exercises


@cache
def _exercise_rows() -> list[dict[str, Any]]:
    write_exercises(FOLDER / "set", exercises(_record()), ("jsonl",))
    lines = (FOLDER / "set" / "key.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def fuzz_exercise(data: bytes) -> None:
    """A key, and the answers of a class to it."""
    rows = _exercise_rows()
    set_id, found = read_key(FOLDER / "set" / "key.jsonl")
    first = {"item": rows[0]["id"], "first": rows[0]["key"]["right"], "second": None, "hints": 0}
    answers = {"schema": "attrib-answers/1", "set": set_id, "code": "k1", "answers": [first]}
    path = put("answers.json", json.dumps(break_json(answers, data)))
    read, bad = read_answers([path], set_id, found)
    assert len(read) + len(bad) == 1
    with contextlib.suppress(AttribError):
        read_key(put("key.jsonl", json.dumps(break_json(rows[0], data))))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": fuzz_text,
    "strategy": fuzz_strategy,
    "model": fuzz_model,
    "jsonl": fuzz_jsonl,
    "rows": fuzz_rows,
    "csv": fuzz_csv,
    "html": fuzz_html,
    "docx": fuzz_docx,
    "gzip": fuzz_gzip,
    "record": fuzz_record,
    "anchor": fuzz_anchor,
    "lexicon": fuzz_lexicon,
    **{name: fuzz_tool(name) for name, one in FORMATS.items() if one.reads and one.writes},
    "exercise": fuzz_exercise,
}


def draw_inputs(seed: int, count: int, *, most_bytes: int = 160) -> Iterator[bytes]:
    """Inputs by lot, the same for the same seed: for the test suite, which has no engine."""
    draw = random.Random(seed)
    for _ in range(count):
        yield draw.randbytes(draw.randint(0, most_bytes))
