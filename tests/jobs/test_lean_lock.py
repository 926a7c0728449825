import re
from importlib.metadata import requires

from kam_xl.jobs.lean_lock import lean_lock
from kam_xl.shipped import shipped

LOCK = """\
alpha==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:aa
    # via kam-xl (pyproject.toml)
alpha==1.1 ; python_full_version >= '3.12' \\
    --hash=sha256:ab
    # via kam-xl (pyproject.toml)
beta==2.0 \\
    --hash=sha256:bb
    # via
    #   alpha
    #   heavy
heavy==3.0 \\
    --hash=sha256:cc
    # via kam-xl (pyproject.toml)
needed-by-heavy==4.0 \\
    --hash=sha256:dd
    # via heavy
"""


def test_a_lean_lock_keeps_what_requirements_lead_to_and_its_hashes() -> None:
    lean = lean_lock(LOCK, ["alpha>=1", "heavy>=3; extra == 'parquet'"])

    assert lean == LOCK[: LOCK.index("heavy==3.0")]


def test_names_are_compared_as_package_indexes_do() -> None:
    assert lean_lock("my-lib==1 \\\n    --hash=sha256:aa\n", ["My.Lib>=1"]).startswith("my-lib==1")


def test_the_lock_that_ships_holds_excel_s_needs_and_none_of_the_extras() -> None:
    lean = lean_lock(shipped("requirements.lock").read_text(encoding="utf-8"), requires("kam-xl") or ())

    locked = dict(re.findall(r"^([^=\s]+)==(\S+)", lean, re.MULTILINE))
    assert locked["xlwings"] == "0.37.8"
    assert "pywin32" in locked
    assert locked.keys() & {"pyarrow", "typst", "keyring", "msal", "pyopenvba"} == set()
