"""The files of other tools: names that are safe, writing all or nothing, reading on past a bad article."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from attrib.errors import BadInput
from attrib.records import Annotated

# One article that was read, with a line for whatever could not be taken over.
Read = tuple[Annotated, list[str]]
Skip = Callable[[BadInput], None]  # told of an article that cannot be read, and is left out


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


def read_each(steps: Iterable[Callable[[], Read]], skip: Skip | None) -> Iterator[Read]:
    """What each step reads. One that raises `BadInput` stops the run, or is told to `skip` and left out."""
    for step in steps:
        try:
            yield step()
        except BadInput as error:
            if skip is None:
                raise
            skip(error)


def read_lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a UTF-8 file that are not blank, each with its place (`file:line`). Raises `BadInput`."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 (byte {error.start}). Export it again.") from None
    return ((f"{path.name}:{n}", line) for n, line in enumerate(lines, start=1) if line.strip())
