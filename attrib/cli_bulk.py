"""`attrib annotate` into a folder of shards: what it prints, and what it does when it is stopped."""

from __future__ import annotations

import contextlib
import functools
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attrib.errors import AttribError, BadInput, BadOption

if TYPE_CHECKING:
    from attrib.bulk import Order, Run
    from attrib.recipe import Mapper, Outcome
    from attrib.shards import Tally

SHARD_ARTICLES = 1000
# A line of progress where there is no terminal, such as in the log of a batch job.
LINE_SECONDS = 60.0
# Problems told on standard error one by one; the report lists more.
TOLD = 20
_FOR_SHARDS = ("shards", "shard_articles", "workers", "scheduler", "pack")


def wants_shards(output: str, options: Mapping[str, Any]) -> bool:
    """Whether a command line asks for a folder of shards.

    Raises `BadOption` where it does and names no folder.
    """
    given = [f"--{name.replace('_', '-')}" for name in _FOR_SHARDS if options[name]]
    if not given:
        return output.endswith("/")
    if output == "-" or (
        not output.endswith("/") and Path(output).suffix.lower() in (".jsonl", ".ndjson", ".gz")
    ):
        raise BadOption(f"{given[0]} writes shards into a folder: name one, such as -o annotated/")
    if options["shards"] and options["shard_articles"]:
        raise BadOption("--shards and --shard-articles both say how large a shard is: give one of them.")
    if options["scheduler"] and options["workers"]:
        raise BadOption("--scheduler names a cluster that has its own workers: leave out --workers.")
    return True


def annotate_into_shards(inputs: tuple[str, ...], output: str, options: Mapping[str, Any]) -> None:
    """Runs the command, with a report in the folder whatever happens.

    Exits with 130 when it was interrupted (Ctrl-C, or SIGTERM as batch systems send it).
    """
    from attrib.bulk import Run, settle_layout
    from attrib.shard_folder import ShardFolder

    if options["resume"] and options["force"]:
        raise BadOption("--resume goes on with a run, --force replaces it: give one of them.")
    order = _to_order(inputs, Path(output), options)
    _check_place(order.folder, [Path(path) for path in inputs if path != "-"])
    with contextlib.ExitStack() as stack:
        stack.enter_context(_interrupts())
        watch = stack.enter_context(_watching())
        mapper = stack.enter_context(_open_mapper(order, options, watch))
        order = replace(order, layout=settle_layout(order, resume=options["resume"], tell=watch.tell))
        folder = stack.enter_context(
            ShardFolder(order.folder, order.to_asked(), resume=options["resume"], force=options["force"])
        )
        run = Run(order, folder, watch)
        try:
            run.annotate(mapper)
        except KeyboardInterrupt:
            folder.write_report(run.to_report("interrupted"))
            watch.close()
            click.echo(f"attrib: {_tell_kept(run, order)}", err=True)
            sys.exit(130)
        except AttribError as error:
            # On a full disk there may be no room for the report either.
            with contextlib.suppress(BadInput):
                folder.write_report(run.to_report("stopped", str(error)))
            watch.close()
            click.echo(f"attrib: {_tell_kept(run, order)}", err=True)
            raise
        folder.write_report(run.to_report("finished"))
        stack.callback(_tell_finished, run, order)


def _tell_kept(run: Run, order: Order) -> str:
    done = run.total.articles + run.total.problem_count
    kept = f"{_count(done, 'article')} kept in {order.folder}"
    return f"stopped; {kept}. Go on with the same command and --resume."


def _tell_finished(run: Run, order: Order) -> None:
    fresh, total = run.fresh, run.total
    line = f"{_count(total.articles, 'article')}, {total.words} words in {order.folder}"
    if fresh.articles != total.articles:
        line += f", {fresh.articles} of them annotated now"
    if total.problem_count:
        line += f"; {_count(total.problem_count, 'problem')}, listed in {order.folder / 'report.json'}"
    click.echo(f"attrib: {line}", err=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _to_order(inputs: tuple[str, ...], folder: Path, options: Mapping[str, Any]) -> Order:
    from attrib.bulk import Order
    from attrib.formats import Columns
    from attrib.recipe import Recipe, seal
    from attrib.shards import Layout

    shared = bool(options["scheduler"] or (options["workers"] or 1) > 1)
    recipe = Recipe(
        model=options["model"],
        lexicon=options["lexicon"],
        threads=options["threads"] or (1 if shared else None),
        language=options["language"],
        min_score=options["min_score"],
        keep=options["keep"],
        without_text=options["without_text"],
    )
    size = options["shard_articles"] or (None if options["shards"] else SHARD_ARTICLES)
    return Order(
        inputs=inputs,
        folder=folder,
        recipe=seal(recipe),
        layout=Layout(shard_articles=size, shards=options["shards"]),
        columns=Columns(text=options["text_column"], id=options["id_column"], title=options["title_column"]),
        max_chars=options["max_chars"],
        stdin=options["stdin_as"],
        on_error=options["on_error"],
        pack=options["pack"],
    )


def _check_place(folder: Path, inputs: list[Path]) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadOption(f"{folder} is a file. Name a folder for the shards.")
    for path in inputs:
        if path.is_dir() and folder.resolve().is_relative_to(path.resolve()):
            raise BadOption(f"{folder} lies in {path}, all of which is read. Name a folder outside of it.")
        if path.resolve().is_relative_to(folder.resolve()):
            raise BadOption(f"{path} is to be read and lies in {folder}. Name another folder for the shards.")


@contextlib.contextmanager
def _open_mapper(order: Order, options: Mapping[str, Any], watch: _Progress) -> Iterator[Mapper]:
    """Whoever annotates: this process, several, or a cluster."""
    if options["scheduler"]:
        from attrib.cluster import annotate_on_cluster, connect

        with connect(options["scheduler"]) as client:
            yield functools.partial(annotate_on_cluster, recipe=order.recipe, client=client, tell=watch.tell)
    elif (options["workers"] or 1) > 1:
        from attrib.workers import annotate_in_processes

        yield functools.partial(
            annotate_in_processes, recipe=order.recipe, workers=options["workers"], tell=watch.tell
        )
    else:
        from attrib.recipe import annotate_here

        yield functools.partial(annotate_here, recipe=order.recipe)


@contextlib.contextmanager
def _interrupts() -> Iterator[None]:
    """SIGTERM interrupts as Ctrl-C does, as long as the run goes on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Progress:
    """Tells how a run goes: a line that renews itself on a terminal, else a line each minute."""

    def __init__(self, show: Callable[[str], None], *, every_seconds: float) -> None:
        self._show = show
        self._every_seconds = every_seconds
        self._started = self._shown = time.monotonic()
        self._items: int | None = None
        self._before = 0  # articles that an earlier run did
        self._articles = self._words = self._problems = 0
        self.close: Callable[[], None] = lambda: None

    def begin(self, items: int | None, done: Tally) -> None:
        self._items = items
        self._before = done.articles + done.problem_count
        if self._before:
            self.tell(f"going on with a run in which {_count(self._before, 'article')} are done")

    def see(self, outcome: Outcome) -> None:
        self._articles += outcome.problem is None
        self._words += outcome.words
        if outcome.problem is not None:
            self._problems += 1
            if self._problems <= TOLD:
                self.tell(f"{outcome.problem.where}: {outcome.problem.message}")
            if self._problems == TOLD:
                self.tell("further problems stand in report.json")
        if time.monotonic() - self._shown >= self._every_seconds:
            self._shown = time.monotonic()
            self._show(self.line())

    def tell(self, message: str) -> None:
        click.echo(f"attrib: {message}", err=True)

    def line(self) -> str:
        """Articles, words a second, errors so far, time left."""
        seconds = max(time.monotonic() - self._started, 1e-9)
        done = self._articles + self._problems
        parts = [
            _count(self._before + done, "article")
            + (f" of {self._items}" if self._items is not None else ""),
            f"{self._words / seconds:.0f} words/s",
            _count(self._problems, "error"),
        ]
        if self._items is not None and done:
            left = max(self._items - self._before - done, 0)
            parts.append(f"{_tell_time(left * seconds / done)} left")
        return ", ".join(parts)


def _tell_time(seconds: float) -> str:
    """A length of time as people say it.

    >>> _tell_time(45), _tell_time(750), _tell_time(100_000)
    ('45 s', '12 min', '27 h 46 min')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = int(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 100 else f"{minutes} min"


@contextlib.contextmanager
def _watching() -> Iterator[_Progress]:
    if not sys.stderr.isatty():
        yield _Progress(lambda line: click.echo(f"attrib: {line}", err=True), every_seconds=LINE_SECONDS)
        return
    from rich.console import Console

    with Console(stderr=True).status("opening the model") as status:
        watch = _Progress(status.update, every_seconds=0.2)
        watch.close = status.stop
        yield watch
