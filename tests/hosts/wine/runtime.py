"""Completes what Wine 8 lacks of Windows' runtime: mathematics for numpy, random numbers for what is written in Rust.

numpy asks the library `api-ms-win-crt-math-l1-1-0.dll` for its mathematics. Wine has names for functions on complex
numbers there, and nothing behind them. numpy is led to a library of ours instead, which has the missing functions and
hands every other name on.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

_HERE = Path(__file__).parent
_MATH = b"api-ms-win-crt-math-l1-1-0.dll"
_OURS = b"kam" + _MATH[3:]
_COMPLEX = re.compile(
    r"(?:ca(?:cosh?|sinh?|tanh?|bs|rg)|c(?:cosh?|exp|log|proj|sinh?|sqrt|tanh?|imag|real|pow)|conj)[fl]?"
)


def complete(packages: Path, system: Path) -> None:
    """Lead the libraries among installed packages to what is missing.

    Args:
        packages: The folder `site-packages`.
        system: Where Windows looks for libraries.
    """
    _compile(system / "bcryptprimitives.dll", "runtime_random.c", "-ladvapi32")
    libraries = [path for folder in ("numpy", "numpy.libs", "pandas") for path in _that_calculate(packages / folder)]
    names = sorted({name for path in libraries for name in _wanted(path)})
    with tempfile.TemporaryDirectory() as folder:
        exports = Path(folder, "math.def")
        exports.write_text(f'LIBRARY "{_OURS.decode()}"\nEXPORTS\n{_exports(names)}', encoding="ascii")
        _compile(system / _OURS.decode(), "runtime_math.c", str(exports))
    for path in libraries:
        path.write_bytes(path.read_bytes().replace(_MATH, _OURS))


def _that_calculate(folder: Path) -> Iterable[Path]:
    libraries = (path for path in folder.rglob("*") if path.suffix in {".pyd", ".dll"})
    return [path for path in libraries if _MATH in path.read_bytes()]


def _wanted(library: Path) -> list[str]:
    """List what a library asks of the runtime's mathematics."""
    shown = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", library], check=True, capture_output=True, text=True)
    part = shown.stdout.partition(f"DLL Name: {_MATH.decode()}")[2].partition("DLL Name:")[0]
    return re.findall(r"^\t\S+\s+\d+\s+(\w+)", part, re.MULTILINE)


def _exports(names: Iterable[str]) -> str:
    places = ((name, "kam_" if _COMPLEX.fullmatch(name) else "ucrtbase.") for name in names)
    return "".join(f"{name} = {place}{name}\n" for name, place in places)


def _compile(target: Path, source: str, *more: str) -> None:
    compiler = ("x86_64-w64-mingw32-gcc", "-O2", "-s", "-shared", "-static-libgcc")
    subprocess.run([*compiler, "-o", target, _HERE / source, *more], check=True)
