"""Tables as files: CSV, JSONL, Excel and Parquet, by the end of the name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrib.errors import BadInput, BadOption
from attrib.sheets import Sheet, clean_cell, guard_cell, write_csv, write_jsonl
from attrib.table import to_sheet_frame

if TYPE_CHECKING:
    import pandas

Format = Literal["csv", "jsonl", "xlsx", "parquet"]

EXCEL_ROWS = 1_048_575  # below the header
EXCEL_CHARS = 32_767  # in a cell
_ENGINES = {"xlsx": "openpyxl", "parquet": "pyarrow"}


def pick_format(path: str | Path, asked: str | None = None) -> Format:
    """How to write a table: as asked, else by the end of the file's name.

    Raises `BadOption` for an end that says nothing.

    >>> pick_format("speakers.CSV"), pick_format("speakers.txt", "jsonl")
    ('csv', 'jsonl')
    """
    wanted = asked or Path(path).suffix.lower().removeprefix(".").replace("ndjson", "jsonl")
    for known in get_args(Format):
        if wanted == known:
            return known
    raise BadOption(
        f"{path}: the end of the name does not say which table to write. End it in .csv, .jsonl, .xlsx or "
        ".parquet, or give --format."
    )


def write_sheet(sheet: Sheet, path: str | Path, format: str | None = None) -> None:
    """Writes a table to a file, which appears only when it is whole. CSV and JSONL are written row by row.

    Raises `BadOption` for a format that is not known or whose package is missing, `BadInput` for a file that
    cannot be written or a table that Excel cannot hold.
    """
    target, kind = Path(path), pick_format(path, format)
    part = target.with_name(f".{target.stem}.part.{kind}")
    try:
        if kind in ("csv", "jsonl"):
            with open(part, "w", encoding="utf-8", newline="") as stream:
                (write_csv if kind == "csv" else write_jsonl)(sheet, stream)
        else:
            _write_frame(to_sheet_frame(sheet), part, kind)
        os.replace(part, target)
    except OSError as error:
        raise BadInput(
            f"{path}: cannot be written ({error.strerror or error}). Does its folder exist?"
        ) from None
    except ImportError:
        raise BadOption(
            f'{path}: {_ENGINES[kind]} is not installed, which writes .{kind}: pip install "attrib[tables]".'
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _write_frame(frame: pandas.DataFrame, path: Path, kind: str) -> None:
    if kind == "parquet":
        frame.to_parquet(path, index=False, engine="pyarrow")
    elif len(frame) > EXCEL_ROWS:
        raise BadInput(f"The table has {len(frame)} rows; Excel holds {EXCEL_ROWS}. Write .csv or .parquet.")
    else:
        # By its name: another package that pandas would choose makes links of whatever looks like an address.
        fit_excel(frame).to_excel(path, index=False, engine="openpyxl")


def fit_excel(frame: pandas.DataFrame) -> pandas.DataFrame:
    """The same table with cells that fit into an Excel file: at most 32 767 characters, cut with "…".

    A cell that begins as a formula does ("=", "+", "-", "@") is put behind an apostrophe, or Excel would
    compute it, at the latest when the table goes through CSV.

    >>> import pandas
    >>> fit_excel(pandas.DataFrame({"text": ["=1+1"]}))["text"][0]
    "'=1+1"
    """
    fitted = frame.copy()
    for column in fitted.columns:
        if fitted[column].dtype == "string" or fitted[column].dtype == object:
            fitted[column] = fitted[column].map(_fit_cell, na_action="ignore").astype(fitted[column].dtype)
    return fitted


def _fit_cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = guard_cell(clean_cell(value))
    return value if len(value) <= EXCEL_CHARS else value[: EXCEL_CHARS - 1] + "…"
