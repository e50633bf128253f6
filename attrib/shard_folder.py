"""A folder of shards: files that each appear whole or not at all, and the manifest that says which are done.

One process writes them, whoever annotates: when it is killed, nothing else is still writing. The manifest
(`manifest.log`) is one JSON object a line: first what the run was asked for, then each finished shard. Beside
it lies the part of the shard in hand, under a hidden name; it holds one line for every article, in order.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

from attrib.errors import BadInput, BadOption
from attrib.formats import Problem
from attrib.records import Article
from attrib.shards import Finished, Tally, compare_line, find_differences, is_problem_row, read_row, to_line

MANIFEST = "manifest.log"
LOCK = ".lock"
REPORT = "report.json"
# Problems that a report lists; the manifest has all of them. A run over millions can have as many.
LISTED = 1000
_OURS = re.compile(
    r"shard-\d{6}\.jsonl(\.gz)?$|\.shard-\d{6}\.(part|whole)$|(manifest\.log|report\.json)(\.new)?$|\.lock$"
)


class ShardFolder:
    """The output folder of one run, locked against a second. Use it as a context manager.

    With `resume` it goes on with what an earlier run left, if that was asked for the same: shards that are
    done and unchanged stay. With `force` an earlier run's files are removed, and nothing else.

    Raises `BadOption` for a folder that holds something else, or a run that was asked for something else;
    `BadInput` for one that cannot be written.
    """

    def __init__(
        self, path: Path, asked: Mapping[str, Any], *, resume: bool = False, force: bool = False
    ) -> None:
        self.path = path
        self.asked = dict(asked)
        self.finished: dict[int, Finished] = {}
        self.problems: list[Problem] = []  # the first of all finished shards
        self._end = ".jsonl.gz" if asked.get("pack") else ".jsonl"
        self._with_problems = asked.get("on_error") == "record"
        self._part: BinaryIO | None = None
        with self._writing(path):
            path.mkdir(parents=True, exist_ok=True)
            _check_folder(path, resume=resume, force=force)
            self._lock = _lock(path)
        try:
            self._begin(resume=resume)
        except BaseException:
            self._lock.close()
            raise

    def _begin(self, *, resume: bool) -> None:
        lines = self._read_manifest() if resume else []
        with self._writing(self.path / MANIFEST):
            # A shard that no line tells of was not finished, or is an older run's.
            kept = {LOCK, MANIFEST, *(one.name for one in self.finished.values())}
            for name in sorted(os.listdir(self.path)):
                part = resume and name.endswith(".part")
                if _OURS.match(name) and name not in kept and not part:
                    (self.path / name).unlink()
            for number in self.finished:
                self._part_path(number).unlink(missing_ok=True)
            new = self.path / f"{MANIFEST}.new"
            with open(new, "wb") as stream:
                stream.writelines([to_line(self.asked), *lines])
                _sync(stream)
            os.replace(new, self.path / MANIFEST)
            _sync_folder(self.path)
            self._manifest = open(self.path / MANIFEST, "ab", buffering=0)  # noqa: SIM115 - closed by close()

    def _read_manifest(self) -> list[bytes]:
        """The lines of the shards that are done and as they were written; a torn last line is left out."""
        path = self.path / MANIFEST
        if not path.exists():
            return []
        first, *lines = path.read_bytes().splitlines(keepends=True) or [b""]
        before = read_row(first)
        if before is None:
            raise BadInput(f"{path}: not a manifest of attrib. Begin anew (--force), or name another folder.")
        if differs := find_differences(before, self.asked):
            raise BadOption(
                f"{self.path} was begun with something else: {'; '.join(differs)}. Go on with what it was "
                "begun with, or write to another folder."
            )
        kept = []
        for line in lines:
            row = read_row(line)
            if row is None:
                break
            problems = [Problem(one["where"], one["error"]) for one in row.pop("problems")]
            number = row.pop("number")
            shard = Finished(**row)
            if _sha256(self.path / shard.name) == shard.sha256:
                kept.append(line)
                self.finished[number] = shard
                self.problems += problems[: LISTED - len(self.problems)]
        return kept

    def take_up(
        self, number: int, items: Iterator[Article | Problem], tally: Tally
    ) -> list[Article | Problem]:
        """Counts those of the shard's items that stand in its part already, as long as they are the same.

        Gives the item that was taken from `items` and has to be done: one, or none. What stands in the part
        beyond is cut off.
        """
        path = self._part_path(number)
        if not path.exists():
            return []
        whole_bytes = 0
        waiting: list[Article | Problem] = []
        with self._writing(path), open(path, "r+b") as stream:
            for line in stream:
                row = read_row(line)
                item = next(items, None) if row is not None else None
                if row is None or item is None:
                    break
                found = compare_line(row, item)
                if found is None:
                    waiting.append(item)
                    break
                tally.add(*found)
                whole_bytes += len(line)
            stream.truncate(whole_bytes)
        return waiting

    def write(self, number: int, line: bytes) -> None:
        """Adds one article's line to the part of a shard. Shards are written one after the other."""
        with self._writing(self._part_path(number)):
            if self._part is None:
                self._part = self._open_part(number)
            while line:  # a disk that is nearly full takes a part of it, and says why with the rest
                line = line[self._part.write(line) :]

    def finish(self, number: int, tally: Tally, items_sha256: str) -> Finished:
        """Gives a shard its name, once all of it is on the disk, and notes it in the manifest."""
        name = f"shard-{number:06d}{self._end}"
        part = self._part_path(number)
        with self._writing(self.path / name):
            if self._part is None:
                self._part = self._open_part(number)
            _sync(self._part)
            self._close_part()
            drops = tally.problem_count > 0 and not self._with_problems
            made = self._rewrite(part, drops=drops) if drops or self._end.endswith(".gz") else part
            shard = Finished(
                name,
                tally.articles,
                tally.words,
                tally.problem_count,
                made.stat().st_size,
                _sha256(made) or "",
                items_sha256,
            )
            os.replace(made, self.path / name)
            _sync_folder(self.path)
            problems = [problem.to_json() for problem in tally.problems]
            self._manifest.write(to_line({"number": number, **asdict(shard), "problems": problems}))
            _sync(self._manifest)
            part.unlink(missing_ok=True)
        self.finished[number] = shard
        self.problems += tally.problems[: LISTED - len(self.problems)]
        return shard

    def _rewrite(self, part: Path, *, drops: bool) -> Path:
        """The part as the shard will be: packed, or without the lines that stand for problems."""
        made = part.with_suffix(".whole")
        with open(part, "rb") as lines, open(made, "wb") as raw:
            packed = self._end.endswith(".gz")
            out = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) if packed else raw
            if drops:
                out.writelines(line for line in lines if not is_problem_row(read_row(line) or {}))
            else:
                shutil.copyfileobj(lines, cast(Any, out))
            if packed:
                out.close()
            _sync(raw)
        return made

    def write_report(self, report: Mapping[str, Any]) -> None:
        """Writes `report.json`, whole or not at all."""
        new = self.path / f"{REPORT}.new"
        with self._writing(self.path / REPORT):
            with open(new, "wb") as stream:
                stream.write((json.dumps(report, indent=1) + "\n").encode("utf-8"))
                _sync(stream)
            os.replace(new, self.path / REPORT)

    def close(self) -> None:
        """Lets go of the folder."""
        self._close_part()
        self._manifest.close()
        self._lock.close()

    def _close_part(self) -> None:
        if self._part is not None:
            self._part.close()
            self._part = None

    def _open_part(self, number: int) -> BinaryIO:
        # No buffer: a killed run leaves a line whole or torn at its end, never one without those before it.
        return cast(BinaryIO, open(self._part_path(number), "ab", buffering=0))

    def _part_path(self, number: int) -> Path:
        return self.path / f".shard-{number:06d}.part"

    @contextlib.contextmanager
    def _writing(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BadInput(
                f"{path}: cannot be written ({error.strerror or error}). The shards that are there are "
                "whole: make room or choose another folder, and go on with --resume."
            ) from None

    def __enter__(self) -> ShardFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_asked(path: Path) -> dict[str, Any]:
    """What the run in a folder was asked for; empty when there was none."""
    try:
        with open(path / MANIFEST, "rb") as stream:
            row = read_row(stream.readline())
    except OSError:
        return {}
    return row or {}


def _check_folder(path: Path, *, resume: bool, force: bool) -> None:
    found = sorted(os.listdir(path))
    others = [name for name in found if not _OURS.match(name)]
    if others and MANIFEST not in found:
        raise BadOption(
            f"{path} holds other files ({', '.join(others[:3])}{' …' if len(others) > 3 else ''}). Name a "
            "new folder for the shards."
        )
    if MANIFEST in found and not (resume or force):
        raise BadOption(
            f"{path} holds a run already. Go on with it (--resume), replace it (--force) or name another "
            "folder."
        )


def _lock(path: Path) -> BinaryIO:
    """The open folder's lock; it goes with the process. Where the system has no such locks, there is none."""
    stream = open(path / LOCK, "ab")  # noqa: SIM115 - held until the run ends
    try:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        pass
    except BlockingIOError:
        stream.close()
        raise BadOption(f"{path}: another run is writing to this folder. Wait for it, or stop it.") from None
    return stream


def _sync(stream: Any) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _sync_folder(path: Path) -> None:
    """Makes names in a folder last, where the system can."""
    with contextlib.suppress(OSError, AttributeError):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sha256(path: Path) -> str | None:
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
