"""Reading articles and annotated records from files, and writing records so that an interrupted run loses
nothing."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from attrib.endings import READERS, pick_reader
from attrib.errors import BadAnnotation, BadInput
from attrib.formats import BadPacking, Columns, Problem, Row, Source, Unreadable, read_rows
from attrib.limits import TEXT_CHARS
from attrib.records import Annotated, Article
from attrib.schema import check_record

OnError = Literal["stop", "skip", "record"]
STDIN = "-"


def read_articles(
    paths: Iterable[str | Path],
    *,
    columns: Columns | None = None,
    on_error: OnError = "stop",
    stdin: str = "txt",
    max_chars: int = TEXT_CHARS,
) -> Iterator[Article | Problem]:
    """The articles of files and folders, one after the other; a file is read while its articles are used.

    The end of a name says how a file is read: .jsonl .ndjson .csv .tsv .html .htm .docx .warc, all also with
    .gz; anything else is a plain text. "-" is standard input, read as `stdin` says ("txt", "jsonl" …). Of a
    folder all files with a known end are read, in the order of their names. Ids are those of the rows, the
    addresses of archived pages, else the file's stem (for rows with the line's number behind it); one that
    was seen before gets "-2", "-3" … behind it. `max_chars` is the most that one text may have (`limits`
    has what else there is).

    What cannot be read raises `BadInput` (on_error="stop"), is left out ("skip") or comes as a `Problem`
    ("record").
    """
    seen: dict[str, int] = {}
    for path in paths:
        try:
            for draft in _read_path(path, columns or Columns(), stdin, max_chars):
                if not isinstance(draft, Problem):
                    yield Article(_settle_id(draft.id, seen), draft.text, draft.meta)
                elif on_error == "stop":
                    raise BadInput(f"{draft.where}: {draft.message}")
                elif on_error == "record":
                    yield draft
        except Unreadable as error:
            if on_error == "stop":
                raise
            if on_error == "record":
                yield error.problem


def _settle_id(wanted: str, seen: dict[str, int]) -> str:
    """`wanted`, or the first of wanted-2, wanted-3 … that no earlier article has."""
    settled = wanted
    while settled in seen:
        seen[wanted] += 1
        settled = f"{wanted}-{seen[wanted]}"
    seen[settled] = 1
    return settled


def _read_path(path: str | Path, columns: Columns, stdin: str, max_chars: int) -> Iterator[Any]:
    if str(path) == STDIN:
        reader, _ = pick_reader(f"stdin.{stdin.removeprefix('.')}")
        yield from reader(Source(sys.stdin.buffer, "stdin", "stdin", columns, max_chars))
        return
    for file in _find_files(Path(path)):
        reader, stem = pick_reader(file.name)
        try:
            with open_file(file) as stream:
                yield from reader(Source(stream, str(file), stem, columns, max_chars))
        except Unreadable as error:
            # The other files of the folder can still be read.
            yield error.problem


def _find_files(path: Path) -> list[Path]:
    """The file itself, or the readable files of a folder in the order of their names; hidden ones are left
    out."""
    if not path.is_dir():
        return [path]
    found = [
        file
        for file in path.rglob("*")
        if _is_readable(file.name)
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and file.is_file()
    ]
    if not found:
        raise Unreadable(
            str(path), f"no articles in the folder. It was searched for {' '.join(READERS)}, also with .gz."
        )
    return sorted(found, key=lambda file: file.relative_to(path).parts)


def _is_readable(name: str) -> bool:
    return Path(name.lower().removesuffix(".gz")).suffix in READERS


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """A file's bytes, unpacked if its name ends in .gz.

    Raises `Unreadable` (a `BadInput`) for a file that is missing, may not be read, or is no whole gzip file.
    """
    try:
        with open(path, "rb") as raw:
            stream = gzip.GzipFile(fileobj=raw, mode="rb") if path.suffix.lower() == ".gz" else raw
            yield cast(BinaryIO, io.BufferedReader(_Guarded(stream)))
    except FileNotFoundError:
        raise Unreadable(
            str(path), "there is no such file. Is the path right, seen from this folder?"
        ) from None
    except BadPacking as error:
        raise Unreadable(
            str(path), f"not a whole gzip file ({error}). Was the download or the copy cut short?"
        ) from None
    except OSError as error:
        raise Unreadable(str(path), f"the file cannot be read ({error.strerror or error}).") from None


class _Guarded(io.RawIOBase):
    """Bytes of a stream; errors of unpacking are told apart from the end of the file."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            # One reading at a time: what was unpacked before an error is not lost with it.
            data = self._stream.read1(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadPacking(str(error)) from None
        buffer[: len(data)] = data
        return len(data)


def read_annotated(path: str | Path) -> Iterator[Annotated]:
    """The annotated articles of a JSONL file (also .gz, or "-"), one at a time. Lines that stand for a
    `Problem` are passed over.

    Raises `BadAnnotation` with file and line for a line that is no record of this schema, or whose spans, ids
    or sha256 do not fit (`schema.find_problems`); `BadInput` for a file that cannot be read.
    """
    opened = contextlib.nullcontext(sys.stdin.buffer) if str(path) == STDIN else open_file(Path(path))
    with opened as stream:
        for row in read_rows(stream, "stdin" if str(path) == STDIN else str(path)):
            if isinstance(row, Problem):
                raise BadAnnotation(f"{row.where}: {row.message}")
            if not _is_problem(row.values):
                record = Annotated.from_json(row.values, where=row.where)
                check_record(row.values, row.where, shape=False)
                yield record


def _is_problem(row: Mapping[str, Any]) -> bool:
    return "error" in row and "where" in row and "schema" not in row


def dump_line(row: Mapping[str, Any]) -> str:
    r"""One row as a line of JSON, in plain Unicode; with escapes where it holds a lone surrogate, which UTF-8
    cannot.

    >>> dump_line({"text": "é"}), dump_line({"text": "é\ud800"})
    ('{"text": "é"}', '{"text": "\\u00e9\\ud800"}')
    """
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(row)
    return line


Writable = Annotated | Problem | Mapping[str, Any]


def write_annotated(path: str | Path, records: Iterable[Writable]) -> int:
    """Writes records as JSONL, one a line, and gives their number; .gz packs, "-" is standard output.

    The file appears only when all are written. The same records give the same bytes.
    """
    if str(path) == STDIN:
        writer = open_writer(sys.stdout.buffer)
        return sum(writer.write(to_row(record)) > 0 for record in records)
    target = Path(path)
    part = target.with_name(f".{target.name}.part" + (".gz" if target.suffix == ".gz" else ""))
    try:
        with RecordFile(part) as output:
            for record in records:
                output.write(record)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return output.written_lines


def to_row(record: Writable) -> Mapping[str, Any]:
    """The plain form of whatever can stand in a line of an output file."""
    return record if isinstance(record, Mapping) else record.to_json()


def open_writer(stream: Any) -> Any:
    """A `jsonlines.Writer` on a binary stream; every line is on its way to the disk when `write` returns."""
    import jsonlines

    return jsonlines.Writer(stream, dumps=dump_line, flush=True)


_HEAD = re.compile(rb'\{"schema": "[^"]*", "article_id": ("(?:[^"\\]|\\.)*")')


class RecordFile:
    """A JSONL file that grows record by record, and is taken up again where an interrupted run left it.

    `finished` holds the ids of the articles that stand in it already, `refused` the places of the problems.
    With `resume` a torn last line is cut off first; without, an older file of that name is replaced.
    A resumed .gz is packed anew, so that it has the bytes of a run in one go.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "out.jsonl"
    ...     _ = path.write_bytes(b'{"schema": "attrib/1", "article_id": "harbour-3"}\\n{"schema": "attr')
    ...     with RecordFile(path, resume=True) as output:
    ...         print(sorted(output.finished), path.stat().st_size)
    ['harbour-3'] 50
    """

    def __init__(self, path: str | Path, *, resume: bool = False) -> None:
        self.path = Path(path)
        self.written_lines = 0
        finished: set[str] = set()
        refused: set[str] = set()
        packed = self.path.suffix.lower() == ".gz"
        # An older part stays beside the new file until all its lines are copied.
        older = self.path.with_name(f".{self.path.name}.older")
        if resume and packed and self.path.exists() and not older.exists():
            os.replace(self.path, older)
        whole_bytes = 0
        if resume and not packed and self.path.exists():
            with open(self.path, "rb") as stream:
                whole_bytes = _read_finished(stream, str(self.path), finished, refused)
        try:
            self._raw = open(self.path, "ab" if whole_bytes else "wb")  # noqa: SIM115 - closed by close()
        except OSError as error:
            raise BadInput(f"{path}: cannot be written ({error.strerror}). Does its folder exist?") from None
        self._raw.truncate(whole_bytes)
        self._stream: Any = self._raw
        if packed:
            self._stream = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0)
            if resume and older.exists():
                try:
                    with open(older, "rb") as raw, gzip.GzipFile(fileobj=raw, mode="rb") as stream:
                        _read_finished(stream, str(self.path), finished, refused, self._write_line)
                except BaseException:
                    # Not a file of ours, or stopped on the way: what was there stays as it was.
                    self.close()
                    os.replace(older, self.path)
                    raise
            older.unlink(missing_ok=True)
        self._writer = open_writer(self._stream)
        self.finished = frozenset(finished)
        self.refused = frozenset(refused)

    def write(self, record: Writable) -> None:
        """Adds one record; it is on its way to the disk when this returns.

        Raises `BadInput` when it cannot be written, as on a full disk.
        """
        try:
            self._writer.write(to_row(record))
        except OSError as error:
            raise BadInput(
                f"{self.path}: cannot be written ({error.strerror or error}). "
                "The records before this one are whole: make room, and go on with --resume."
            ) from None
        self.written_lines += 1

    def _write_line(self, line: bytes) -> None:
        self._stream.write(line)
        self._stream.flush()

    def close(self) -> None:
        if self._stream is not self._raw:
            self._stream.close()
        self._raw.close()

    def __enter__(self) -> RecordFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _read_finished(
    stream: Any,
    where: str,
    finished: set[str],
    refused: set[str],
    keep: Callable[[bytes], None] = lambda line: None,
) -> int:
    """Notes what whole lines hold, hands each on to `keep`, and gives the number of their bytes; a torn end
    is left out."""
    whole_bytes = 0
    number = 0
    try:
        for number, line in enumerate(stream, 1):
            if not line.endswith(b"\n"):
                break
            _note_line(line, f"{where}:{number}", finished, refused)
            keep(line)
            whole_bytes += len(line)
    except (EOFError, zlib.error):
        pass  # the packed end of an interrupted run
    except gzip.BadGzipFile:
        if number:
            return whole_bytes
        raise BadInput(
            f"{where}: not a gzip file, so no run can go on with it. Choose another output."
        ) from None
    return whole_bytes


def _note_line(line: bytes, where: str, finished: set[str], refused: set[str]) -> None:
    head = _HEAD.match(line)
    if head is not None:
        finished.add(json.loads(head.group(1)))
        return
    row = next(iter(read_rows(cast(BinaryIO, io.BytesIO(line)), where)), None)
    values = row.values if isinstance(row, Row) else {}
    if isinstance(values.get("article_id"), str):
        finished.add(values["article_id"])
    elif _is_problem(values):
        refused.add(str(values["where"]))
    else:
        raise BadInput(
            f"{where}: not a record of attrib, so the run cannot go on with this file. Choose another"
            f" output, or remove it."
        )
