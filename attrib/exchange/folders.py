"""The files of other tools: names that are safe, writing all or nothing, reading on past a bad article."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from attrib.errors import AttribError, BadAnnotation, BadInput
from attrib.records import Annotated
from attrib.schema import check_record

# One article that was read, with a line for whatever could not be taken over.
Read = tuple[Annotated, list[str]]
Skip = Callable[[AttribError], None]  # told of an article that cannot be read, and is left out
# What Python raises where a value is not what a format says it is. The formats are nested deeply and come
# from elsewhere: a reader trusts their form, and one place says where it was wrong.
MISSHAPEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def pick_file_name(article_id: str, taken: set[str]) -> str:
    """A file's name (no ending) for an article's id: no path, and none that differs by case alone.

    `taken` holds the names given so far, casefolded, and gets this one. An id that is no plain name, or whose
    name is taken, gets a piece of its sha256.

    >>> pick_file_name("harbour-3", set()), pick_file_name("../up", set())
    ('harbour-3', 'up-8c722b8a')
    """
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", article_id).strip("_")[:80] or "article"
    digest = hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()
    wanted = name if name == article_id else f"{name}-{digest[:8]}"
    size = 8
    while wanted.casefold() in taken:
        size += 8
        wanted = f"{name}-{digest[:size]}" if size <= 64 else f"{wanted}-again"
    taken.add(wanted.casefold())
    return wanted


def read_text(record: Annotated) -> bytes:
    """The text as UTF-8. Raises `BadInput` for one that UTF-8 cannot hold."""
    try:
        return (record.text or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput(
            f"{record.article_id}: character {error.start} is half of a pair, which UTF-8 cannot hold. Mend "
            "the text and annotate it again."
        ) from None


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Writes files into a new or empty folder, all or none of them, and gives their names.

    Raises `BadInput` for a folder that is not empty, so that nothing in it is replaced.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder}: not a new or empty folder. Name another, so that nothing is replaced.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        names = []
        for name, content in files:
            (made / name).write_bytes(content)
            names.append(name)
        made.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return names


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_each(steps: Iterable[tuple[str, Callable[[], Read]]], skip: Skip | None) -> Iterator[Read]:
    """What each step reads, which has the name of its place. One that raises stops the run, or is told to
    `skip` and left out.

    Raises `BadInput` with the place for whatever is not of the form that the tool writes, and
    `BadAnnotation` for a record that would break the schema.
    """
    for where, step in steps:
        try:
            read = _take(where, step)
        except (BadInput, BadAnnotation) as error:
            if skip is None:
                raise
            skip(error)
        else:
            yield read


def _take(where: str, step: Callable[[], Read]) -> Read:
    try:
        read = step()
        check_record(read[0].to_json(), where)
        return read
    except MISSHAPEN as error:
        raise to_bad_input(where, error) from error


def to_bad_input(where: str, error: Exception) -> BadInput:
    """What to say of a file whose values are not of the form that its tool gives them."""
    told = " ".join(f"{type(error).__name__}: {error}".split())[:160]
    return BadInput(
        f"{where}: not of the form that its tool writes ({told}). Was it edited by hand, or cut "
        "short? Export it again."
    )


def read_json(where: str, text: str) -> Any:
    """The value of a JSON text. Raises `BadInput` with the place for what is none or nested too deeply."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else f"not JSON ({error})"
        raise BadInput(f"{where}: {what}. Was it edited, or cut short? Export it again.") from None


def read_utf8(path: Path) -> str:
    """A file's text. Raises `BadInput` for one that is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 (byte {error.start}). Export it again.") from None


def read_lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a UTF-8 file that are not blank, each with its place (`file:line`). Raises `BadInput`."""
    lines = read_utf8(path).split("\n")
    return ((f"{path.name}:{n}", line) for n, line in enumerate(lines, start=1) if line.strip())
