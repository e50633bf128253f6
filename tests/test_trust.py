"""What docs/security.md promises: no network and no pickle at run time, and the same text gives the same
bytes whatever stands beside it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

import attrib
from attrib.errors import BadModel
from attrib.reader import MODEL_FOLDER, read_model
from attrib.records import Annotated

ROOT = Path(__file__).parent.parent

# Whatever of these Python does is an error: an audit hook sees it below every library.
GUARDED = """
import sys
FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto",
             "urllib.Request", "pickle.find_class", "ftplib.connect", "http.client.connect")
def refuse(event, arguments):
    if event in FORBIDDEN:
        raise RuntimeError(f"{event} {arguments!r}")
sys.addaudithook(refuse)
"""
EVERYTHING = """
import attrib
from pathlib import Path
from attrib.exchange.formats import FORMATS, read_format, write_format
from attrib.exercise_files import write_exercises
from attrib.files import read_articles
from attrib.making import exercises
from attrib.pages import view
folder = Path(sys.argv[1])
text = "The dam broke, mayor Ana Ruiz said on Monday. “The regime lied to us,” she told reporters. All agreed"
page = "<html><head><link rel=stylesheet href=http://a.invalid/x.css></head><body><img src=http://a.invalid/y.png>"
(folder / "a.html").write_text(page + f"<article><p>{text}</p><p>{text}</p></article>", encoding="utf-8")
(folder / "a.txt").write_text(text, encoding="utf-8")
records = list(attrib.load(threads=2).annotate_many(read_articles([folder / "a.html", folder / "a.txt"])))
assert len(records) == 2 and records[1].attributions
view(*records).write(folder / "page.html")
write_exercises(folder / "set", exercises(records[1]))
for name, one in FORMATS.items():
    if one.writes:
        write_format(name, folder / f"to-{name}", records)
        if one.reads:
            assert len(list(read_format(name, folder / f"to-{name}"))) == 2
attrib.to_frame(records)
print("done")
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", GUARDED + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_nothing_opens_a_connection_or_unpickles(tmp_path: Path) -> None:
    ran = run(EVERYTHING, str(tmp_path))
    assert (ran.returncode, ran.stdout.strip()) == (0, "done"), ran.stderr[-2000:]


@pytest.mark.parametrize(
    "code",
    [
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import pickle, pathlib; pickle.loads(pickle.dumps(pathlib.PurePosixPath('a')))",
    ],
)
def test_the_guard_of_that_test_bites(code: str) -> None:
    ran = run(code)
    assert ran.returncode == 1 and "RuntimeError: " in ran.stderr


def test_a_model_that_was_changed_is_not_opened(tmp_path: Path) -> None:
    for path in MODEL_FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with open(tmp_path / "reader.onnx", "r+b") as stream:
        stream.seek(5000)
        stream.write(b"\0\1\2\3")
    with pytest.raises(BadModel, match=r"reader\.onnx: the sha256 is .*, the model was exported with"):
        read_model(tmp_path)


# The same text, the same bytes


def to_bytes(record: Annotated) -> bytes:
    return json.dumps(record.to_json(), ensure_ascii=False).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def real_texts() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "texts").glob("*.txt"))]
    parts = [part for text in texts for part in text.split("\n\n") if len(part) > 80]
    assert len(texts) + len(parts) >= 6
    return [*texts[:2], *parts[:8], "“No,” she said.", ""]


def test_one_and_two_threads_give_the_same_bytes(real_texts: list[str]) -> None:
    one, two = (list(attrib.load(threads=threads).annotate_many(real_texts)) for threads in (1, 2))
    assert list(map(to_bytes, one)) == list(map(to_bytes, two))


def test_a_record_depends_on_neither_batch_nor_order_nor_neighbours(real_texts: list[str]) -> None:
    annotator = attrib.load(threads=2)
    alone = {text: to_bytes(annotator.annotate(text)) for text in real_texts}
    draw = random.Random(3)
    for _ in range(3):
        batch = draw.choices(real_texts, k=9)  # some twice, some not at all
        found = annotator.annotate_many(batch)
        assert [to_bytes(record) for record in found] == [alone[text] for text in batch]
