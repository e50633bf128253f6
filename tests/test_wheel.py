"""The wheel holds all that annotating needs: it is built, installed alone, and annotates somewhere else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SENTENCE = "The bridge will close in May, Mayor Petra Holm said on Monday."
ANNOTATE = """
import json, sys
import attrib
annotated = attrib.annotate(sys.argv[1])
print(json.dumps({"where": attrib.__file__, "record": annotated.to_json()}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # No isolation: the build backend is installed with the tests, and nothing has to be fetched.
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_what_attrib_ships(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {name.removeprefix("attrib/data/") for name in names if name.startswith("attrib/data/")}
    folders = {
        folder: sorted(name for name in data if name.startswith(f"{folder}/"))
        for folder in ("model", "lexicon")
    }
    assert [name for name in folders["model"] if name.endswith(".onnx")], sorted(data)
    assert [name for name in folders["model"] if name.endswith("vocab.txt")], sorted(data)
    assert [name for name in folders["lexicon"] if name.endswith(".tsv")], sorted(data)
    assert {"schema/attrib-1.json", "stanza/resources.json"} <= data
    assert {"attrib/py.typed", "attrib/__init__.py", "attrib/cli.py"} <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"attrib", "attrib-0.1.0.dist-info"}
    assert not [name for name in names if "idlib" in name or "__pycache__" in name]


def test_everything_in_the_data_folder_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = [path for path in (ROOT / "attrib" / "data").rglob("*") if path.is_file()]
    assert [
        str(path.relative_to(ROOT)) for path in shipped if path.relative_to(ROOT).as_posix() not in names
    ] == []


def test_installed_alone_it_annotates_elsewhere(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
    ]
    subprocess.run([*install, str(wheel)], check=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", ANNOTATE, SENTENCE],
        capture_output=True,
        text=True,
        check=False,
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(target)},
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert Path(found["where"]).is_relative_to(target)
    assert found["record"]["text"] == SENTENCE
    assert found["record"]["claims"]
