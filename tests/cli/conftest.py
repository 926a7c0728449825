from pathlib import Path

import pytest

from tests.cli.desk import write_book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return accounts.csv, with its model beside it, alone in a folder."""
    return write_book(tmp_path)
