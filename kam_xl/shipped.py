"""The files that users copy and edit, wherever the package lies: in a checkout or installed from a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file or folder.

    A wheel carries `workbook/`, `templates/` and `sample/` inside the package; in a checkout they lie beside it, where
    people look for them. An unpacked package is assumed: Excel and LibreOffice can open nothing else.

    Args:
        parts: The way down from the top, such as `"workbook", "KeyAccounts.xlsm"`.

    Raises:
        FileNotFoundError: No such file was shipped.
    """
    installed = _PACKAGE / "_shipped"
    root = installed if installed.is_dir() else _PACKAGE.parent
    path = root.joinpath(*parts)
    if not path.exists():
        wanted = "/".join(parts)
        raise FileNotFoundError(f"{wanted} is missing from {root}: install kam-xl again, or restore it from git.")
    return path
