"""Parquet files from data pipelines."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kam_xl.errors import SourceError, TableError
from kam_xl.workbook.reading import read_book, read_table


def _save(path: Path, **columns: pa.Array) -> Path:
    pq.write_table(pa.table({name.replace("_", " "): column for name, column in columns.items()}), path)
    return path


def test_columns_of_every_type_become_plain_cells(tmp_path: Path) -> None:
    moment = datetime(2024, 1, 31, 13, 5, tzinfo=UTC)
    path = _save(
        tmp_path / "crm.parquet",
        Account_ID=pa.array(["A1", "A2"]),
        Industry=pa.array(["Steel", None]).dictionary_encode(),
        Orders_12m=pa.array([3, None], pa.int32()),
        Revenue_12m=pa.array([Decimal("12.50"), None]),
        Margin=pa.array([0.25, None]),
        Region_Served=pa.array([True, None]),
        Customer_Since=pa.array([date(2024, 1, 31), None]),
        Last_Order=pa.array([moment, None], pa.timestamp("us", "UTC")),
    )
    table = read_book(path).accounts
    first = ["A1", "Steel", 3.0, 12.5, 0.25, True, date(2024, 1, 31), moment]
    assert [table.frame[header].tolist()[0] for header in table.frame] == first
    assert table.frame.iloc[1].isna().tolist() == [False, *[True] * 7]
    assert list(table.row_numbers) == [2, 3]


def test_a_missing_id_column_and_doubled_columns_are_said_at_once(tmp_path: Path) -> None:
    path = _save(tmp_path / "crm.parquet", Acount_ID=pa.array(["A1"]), account=pa.array(["x"]), Account=pa.array(["y"]))
    with pytest.raises(TableError) as caught:
        read_book(path)
    assert caught.value.problems == (
        (
            "crm.parquet: 2 columns stand for Account: B (“account”) and C (“Account”); one is allowed. "
            "Rename or remove the others."
        ),
        (
            "crm.parquet, row 1: no column Account ID; the headers are Acount ID, account and Account. "
            "Nearest to it is “Acount ID” in row 1, column A. Add the column, or rename the one that holds it."
        ),
    )


def test_any_columns_will_do_for_a_table(tmp_path: Path) -> None:
    table = read_table(_save(tmp_path / "orders.parquet", order=pa.array([1, 2])))
    assert table.frame["order"].tolist() == [1, 2]


def test_what_is_no_parquet_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "crm.parquet"
    path.write_bytes(b"Account ID,Account\n")
    with pytest.raises(SourceError, match=r"crm\.parquet is no Parquet file that can be read"):
        read_book(path)


def test_without_pyarrow_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _save(tmp_path / "crm.parquet", Account_ID=pa.array(["A1"]))
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(SourceError) as caught:
        read_book(path)
    assert str(caught.value) == (
        'crm.parquet cannot be read yet. Parquet files need one more package: pip install "kam-xl[parquet]".'
    )
