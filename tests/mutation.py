"""Mutation testing of the modules that find: does a test fail when a line of theirs is changed?

    python -m venv build/mutation-venv && build/mutation-venv/bin/pip install cosmic-ray
    python tests/mutation.py --cosmic-ray build/mutation-venv/bin/cosmic-ray --mutants 100 --seed 0

cosmic-ray makes the mutants in a copy of the repository; a sample of them, drawn with the seed, is tested
with the test files of these modules. Prints the score and the mutants that survived.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ("attributions", "claims", "speakers", "wording", "assemble")
# They change what no test can see, or what only a type checker reads.
WITHOUT = ("annotation", "NumberReplacer", "ReplaceBinaryOperator_BitOr")


def copy_repository(folder: Path) -> None:
    """What the tests of these modules need."""
    for name in ("attrib", "tests", "annotations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)


def write_config(folder: Path) -> None:
    tests = " ".join(f"tests/test_{name}.py" for name in MODULES)
    paths = ", ".join(f'"attrib/{name}.py"' for name in MODULES)
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {tests}"
    (folder / "mutation.toml").write_text(
        f'[cosmic-ray]\nmodule-path = [{paths}]\ntimeout = 60.0\ntest-command = "{command}"\n'
        '[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )


def draw_mutants(session: Path, count: int, seed: int) -> int:
    """Keeps so many mutants of a session, and gives how many there were."""
    with sqlite3.connect(session) as store:
        rows = store.execute("select job_id, operator_name from mutation_specs")
        known = [job for job, operator in rows if not any(one in operator for one in WITHOUT)]
        # Job ids are drawn anew in each session: the order of places is what stays.
        ordered = store.execute(
            "select job_id from mutation_specs order by module_path, start_pos_row, start_pos_col, "
            "operator_name, occurrence"
        )
        wanted = set(known)
        stable = [job for (job,) in ordered if job in wanted]
        kept = set(random.Random(seed).sample(stable, min(count, len(stable))))
        for table in ("mutation_specs", "work_items"):
            jobs = [job for (job,) in store.execute(f"select job_id from {table}")]
            store.executemany(
                f"delete from {table} where job_id = ?", [(job,) for job in jobs if job not in kept]
            )
        return len(stable)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cosmic-ray", required=True, type=Path)
    asked.add_argument("--mutants", type=int, default=100)
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    tool = str(given.cosmic_ray.absolute())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_repository(folder)
        write_config(folder)

        def call(*arguments: str) -> str:
            ran = subprocess.run([tool, *arguments], cwd=folder, capture_output=True, text=True, check=True)
            return ran.stdout

        call("init", "mutation.toml", "session.sqlite")
        all_of_them = draw_mutants(folder / "session.sqlite", given.mutants, given.seed)
        call("exec", "mutation.toml", "session.sqlite")
        results = [json.loads(line) for line in call("dump", "session.sqlite").splitlines() if line.strip()]
    outcomes: Counter[str] = Counter()
    for item, result in results:
        outcome = (result or {}).get("test_outcome") or "not run"
        outcomes[outcome] += 1
        if outcome == "survived":
            for line in (result["diff"] or "").splitlines():
                if line.startswith(("-", "+", "@@")):
                    print(line)
            print(f"  ^ {item['mutations'][0]['operator_name']}\n")
    tested = outcomes["killed"] + outcomes["survived"]
    print(f"{all_of_them} mutants of {', '.join(MODULES)}; {len(results)} drawn with seed {given.seed}")
    print(f"{outcomes['killed']} of {tested} were found ({dict(outcomes)})")


if __name__ == "__main__":
    main()
