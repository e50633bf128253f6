"""Fuzzes readers and annotation, target by target, and prints how many inputs each took and what was found.

    python tests/fuzz/fuzz.py                         # a million inputs
    python tests/fuzz/fuzz.py --share 0.01            # as a quick look
    python tests/fuzz/fuzz.py --target csv --target html

Most inputs are drawn by lot, some (GUIDED) are chosen by atheris (libFuzzer), which follows what code
an input reaches; without atheris all are drawn. What was found lies in build/fuzz: input and traceback.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OUTPUT = Path("build/fuzz")
# Inputs for one whole run. What takes long (the model, spaCy, XML) gets fewer.
INPUTS = {
    "text": 30_000,
    "strategy": 60_000,
    "model": 1_500,
    "jsonl": 300_000,
    "rows": 250_000,
    "csv": 250_000,
    "html": 3_000,
    "docx": 20_000,
    "gzip": 60_000,
    "record": 6_000,
    "anchor": 25_000,
    "lexicon": 60_000,
    "brat": 4_000,
    "cas": 800,
    "label-studio": 4_000,
    "doccano": 4_000,
    "web-annotation": 4_000,
    "conllu": 4_000,
    "docbin": 300,
    "exercise": 40_000,
}
GUIDED = 0.03  # of the inputs
SLOW_SECONDS = 5.0  # for an input of 160 bytes; more is a finding
HANG_SECONDS = 60


class Hang(Exception):
    """An input on which attrib does not come to an end."""


class Watch:
    """Runs a target on inputs, counts, and keeps what fails, once for each place in the code."""

    def __init__(self, name: str, run: Callable[[bytes], None]) -> None:
        self.name, self.run = name, run
        self.inputs = 0
        self.found: dict[str, str] = {}
        self.slowest_seconds = 0.0
        self.started = time.monotonic()
        signal.signal(signal.SIGALRM, self._stop)

    def try_one(self, data: bytes) -> None:
        self.inputs += 1
        begun = time.monotonic()
        signal.alarm(HANG_SECONDS)
        try:
            self.run(data)
        except Exception as error:
            self._keep(data, error)
        signal.alarm(0)
        taken = time.monotonic() - begun
        self.slowest_seconds = max(self.slowest_seconds, taken)
        if SLOW_SECONDS < taken < HANG_SECONDS:
            self._keep(data, Hang(f"{taken:.1f} seconds"))

    def _stop(self, *_: Any) -> None:
        raise Hang(f"more than {HANG_SECONDS} seconds")

    def _keep(self, data: bytes, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "/attrib/" in frame.filename] or frames[-1:]
        where = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "(time)"
        key = f"{type(error).__name__} at {where}"
        if key not in self.found:
            self.found[key] = str(error)[:200]
            stem = OUTPUT / f"{self.name}-{hashlib.sha256(data).hexdigest()[:12]}"
            stem.with_suffix(".bin").write_bytes(data)
            stem.with_suffix(".txt").write_text(
                "".join(traceback.format_exception(error)), "utf-8", "backslashreplace"
            )

    def report(self) -> dict[str, Any]:
        return {
            "inputs": self.inputs,
            "findings": self.found,
            "seconds": round(time.monotonic() - self.started, 1),
            "slowest_seconds": round(self.slowest_seconds, 2),
        }


def run_target(name: str, count: int, seed: int, engine: str, output: Path) -> None:
    """One target in a process of its own; its figures go to a file, since atheris never returns."""
    if engine == "atheris":
        import atheris

        with atheris.instrument_imports(include=["attrib"], enable_loader_override=False):
            from targets import TARGETS
    else:
        from targets import TARGETS, draw_inputs
    watch = Watch(name, TARGETS[name])
    if engine == "lot":
        for data in draw_inputs(seed, count):
            watch.try_one(data)
        output.write_text(json.dumps(watch.report()), encoding="utf-8")
        return

    def try_one(data: bytes) -> None:
        watch.try_one(data)
        if watch.inputs == count:
            output.write_text(json.dumps(watch.report()), encoding="utf-8")

    options = [
        f"-runs={count + 2}",
        "-max_len=160",
        f"-seed={seed + 1}",
        "-verbosity=0",
        "-rss_limit_mb=4000",
    ]
    atheris.Setup([sys.argv[0], *options], try_one)
    atheris.Fuzz()


def fuzz_one(name: str, count: int, seed: int, engine: str) -> dict[str, Any]:
    """The figures of one target and engine. A process that ends without them is a finding too."""
    output = OUTPUT / f"{name}-{engine}.json"
    output.unlink(missing_ok=True)
    given = ["--child", name, "--inputs", str(count), "--seed", str(seed), "--engine", engine]
    command = [sys.executable, __file__, *given, "--output", str(output)]
    ran = subprocess.run(command, capture_output=True, check=False)
    if output.exists():
        return dict(json.loads(output.read_text(encoding="utf-8")))
    told = ran.stderr.decode("utf-8", "replace")[-2000:]
    (OUTPUT / f"{name}-{engine}.txt").write_text(told, encoding="utf-8")
    found = {f"the process ended with {ran.returncode}": told[-200:]}
    return {"inputs": 0, "findings": found, "seconds": 0.0, "slowest_seconds": 0.0}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--target", action="append", choices=list(INPUTS), help="only this; can be repeated")
    asked.add_argument("--share", type=float, default=1.0, help="of a million inputs")
    asked.add_argument("--seed", type=int, default=0)
    for hidden in ("--child", "--engine", "--output"):
        asked.add_argument(hidden, help=argparse.SUPPRESS)
    asked.add_argument("--inputs", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if given.child:
        run_target(given.child, given.inputs, given.seed, given.engine, Path(given.output))
        return
    totals = {"inputs": 0, "findings": 0, "seconds": 0.0}
    print(
        "| target | by lot | guided | findings | slowest input | seconds |\n|---|---|---|---|---|---|",
        flush=True,
    )
    failed = []
    for name in given.target or INPUTS:
        count = max(int(INPUTS[name] * given.share), 10)
        guided = int(count * GUIDED) if find_spec("atheris") else 0
        lot = fuzz_one(name, count - guided, given.seed, "lot")
        led = (
            fuzz_one(name, guided, given.seed, "atheris") if guided else {**lot, "inputs": 0, "seconds": 0.0}
        )
        found = {**lot["findings"], **led["findings"]}
        slowest = max(lot["slowest_seconds"], led["slowest_seconds"])
        seconds = lot["seconds"] + led["seconds"]
        print(
            f"| {name} | {lot['inputs']} | {led['inputs']} | {len(found)} | {slowest} s | {seconds:.0f} |",
            flush=True,
        )
        totals["inputs"] += lot["inputs"] + led["inputs"]
        totals["findings"] += len(found)
        totals["seconds"] += seconds
        failed += [f"{name}: {key}: {told}" for key, told in found.items()]
    print(f"\n{totals['inputs']} inputs, {totals['findings']} findings, {totals['seconds']:.0f} seconds")
    print(*failed, sep="\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
