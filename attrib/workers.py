"""Several processes on one machine that annotate batches. One that is lost costs the time of its batch.

`concurrent.futures` gives a pool up when one process dies and does not tell which task it had, so each
process here has a pipe of its own: its end says who was lost, with what.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from attrib.errors import AttribError, BadInput
from attrib.recipe import Items, Outcome, Recipe, annotate_batch, fail, open_recipe

# Batches that are read, or done and not written yet, for each process: a long article in front holds up what
# is behind it for so long without anybody waiting.
AHEAD = 6
# Processes that end before they have opened the model, one after the other, until it is given up.
FALSE_STARTS = 3
# Processes that one article may cost: a first can be lost for reasons of its own.
LOSSES = 2


@dataclass
class _Task:
    """A batch on its way: parts of it when a process was lost over it, and then its articles alone."""

    items: Items
    outcomes: list[Outcome] | None = None
    parts: list[_Task] = field(default_factory=list)
    losses: int = 0  # of processes that had it

    def collect(self) -> list[Outcome] | None:
        """The outcomes of all its articles, `None` while one is missing."""
        if not self.parts:
            return self.outcomes
        found = [part.collect() for part in self.parts]
        return None if None in found else [outcome for part in found for outcome in part or ()]


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    task: _Task | None = None


def annotate_in_processes(
    batches: Iterator[Items], recipe: Recipe, *, workers: int, tell: Callable[[str], None] = lambda said: None
) -> Generator[list[Outcome], None, None]:
    """What becomes of each batch, in order, annotated in `workers` processes.

    A process that is lost is replaced, and the articles it had are annotated again, each alone; one over
    which a second is lost gets a problem in its place. `tell` is told of every loss.

    Raises `BadInput` when processes cannot be started, and what opening the model raises.
    """
    pool = _Pool(recipe, workers, tell)
    order: deque[_Task] = deque()
    left = True
    try:
        while left or order:
            while left and len(order) < AHEAD * workers:
                items = next(batches, None)
                left = items is not None
                if items is not None:
                    order.append(pool.add(items))
            while order and (outcomes := order[0].collect()) is not None:
                order.popleft()
                yield outcomes
            if order:
                pool.run_on()
    finally:
        pool.close()


class _Pool:
    def __init__(self, recipe: Recipe, workers: int, tell: Callable[[str], None]) -> None:
        self._recipe = recipe
        self._tell = tell
        self._queue: deque[_Task] = deque()
        self._false_starts = 0
        self._workers: list[_Worker] = []
        for _ in range(workers):
            self._workers.append(_start(recipe))

    def add(self, items: Items) -> _Task:
        task = _Task(items, outcomes=None if items else [])
        if items:
            self._queue.append(task)
            self._hand_out()
        return task

    def run_on(self) -> None:
        """Waits until a process has said something, or is lost."""
        for pipe in wait([worker.pipe for worker in self._workers]):
            worker = next(one for one in self._workers if one.pipe is pipe)
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            if isinstance(answer, AttribError):
                raise answer
            if worker.task is not None:
                worker.task.outcomes = answer
                worker.task = None
            worker.ready = True
            self._false_starts = 0
        self._hand_out()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.ready and worker.task is None and self._queue:
                worker.task = self._queue.popleft()
                try:
                    worker.pipe.send(worker.task.items)
                except OSError:
                    self._replace(worker)

    def _replace(self, lost: _Worker) -> None:
        lost.process.join(5)
        why = _tell_end(lost.process.exitcode)
        lost.pipe.close()
        if not lost.ready:
            self._false_starts += 1
            if self._false_starts >= FALSE_STARTS:
                raise BadInput(
                    f"A process that should annotate {why} before it had opened the model, {FALSE_STARTS} "
                    "times. Is there memory for so many? Each takes about 200 MB: try fewer --workers."
                )
        if lost.task is not None:
            self._take_back(lost.task, why)
        self._workers[self._workers.index(lost)] = _start(self._recipe)

    def _take_back(self, task: _Task, why: str) -> None:
        """What is done about a batch over which a process was lost."""
        task.losses += 1
        if len(task.items) > 1:
            self._tell(f"a process {why}; its {len(task.items)} articles are annotated again, each alone")
            task.parts = [_Task((item,)) for item in task.items]
            self._queue.extendleft(reversed(task.parts))
        elif task.losses < LOSSES:
            self._tell(f"a process {why}; its article is annotated again")
            self._queue.appendleft(task)
        else:
            message = (
                f"a process {why} over this text, {LOSSES} times. Is the text very long, or memory short?"
            )
            task.outcomes = [fail(task.items[0], message)]

    def close(self) -> None:
        """Ends the processes. They write nothing, so nothing is lost with them."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def _start(recipe: Recipe) -> _Worker:
    context = multiprocessing.get_context("spawn")  # a fork would share the threads of a model that is open
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, recipe), daemon=True)
    # Ctrl-C goes to all processes of a terminal; only the first decides what happens then. A blocked signal
    # stays blocked in what is started meanwhile, from its first moment on.
    masks = hasattr(signal, "pthread_sigmask")
    if masks:  # multiprocessing starts its tracker with the first process, and unblocks the signal then
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        process.start()
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return _Worker(process, ours)


def _serve(pipe: Connection, recipe: Recipe) -> None:
    """A process's life: opens the model, then answers batches until the first process is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer: object = None
        try:
            open_recipe(recipe)
        except AttribError as error:
            answer = error
        pipe.send(answer)
        while True:
            items: Items = pipe.recv()
            try:
                answer = annotate_batch(recipe, items)
            except AttribError as error:
                answer = error
            pipe.send(answer)
    except (EOFError, OSError):
        return


def _tell_end(code: int | None) -> str:
    """How a process ended, in words.

    >>> _tell_end(-9), _tell_end(1)
    ('was killed (signal 9)', 'ended (exit code 1)')
    """
    if code is None:
        return "fell silent"
    return f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"
