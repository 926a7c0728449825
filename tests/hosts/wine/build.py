"""Builds a Windows Python that runs under Wine: the real xlwings DLL finds a real server in it, over real COM.

```
wheels (pip, by hash) ──> python/   python.exe (mingw), python3xx.dll (panda3d), Lib/ (this Python's own), site-packages
                          wheels/   the same wheels, for tests that install
                          prefix/   Wine's Windows
```

All of it lies under .cache/wine, in a folder named after what went into it: built once, built anew when that changes.
"""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import requires
from pathlib import Path
from py_compile import PycInvalidationMode

from packaging.requirements import Requirement

from kam_xl.jobs.lean_lock import lean_lock
from tests.hosts.wine import runtime
from tests.hosts.wine.windows import Windows

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CACHE = ROOT / ".cache" / "wine"
RECIPE = ("build.py", "python_exe.c", "recipe.lock", "runtime.py", "runtime_math.c", "runtime_random.c")
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHON_DLL = f"python{PYTHON.replace('.', '')}.dll"

# What the standard library has and no test needs: 60 MB of its own tests, editors and tools.
_LEFT_OUT = shutil.ignore_patterns(
    "site-packages", "dist-packages", "__pycache__", "lib-dynload", "config-3.*", "test", "idlelib", "tkinter",
    "turtledemo", "ensurepip", "lib2to3",
)  # fmt: skip
UNCHECKED = PycInvalidationMode.UNCHECKED_HASH
_WINDOWS_MARKERS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "os_name": "nt",
    "python_full_version": f"{PYTHON}.9",
}


@contextmanager
def windows_for_one() -> Iterator[Windows]:
    """Give the Windows to one run of the tests at a time, since ending it ends every program in it."""
    import fcntl  # there is none on Windows, which needs no Wine

    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "in-use").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        windows = _built()
        try:
            yield windows
        finally:
            windows.end()


def _built() -> Windows:
    """Build the Windows if there is none of this recipe yet."""
    lock = _lock()
    target = CACHE / _fingerprint(lock)
    if not target.exists():
        with tempfile.TemporaryDirectory(dir=CACHE, prefix="building-") as draft:
            # Wine keeps no absolute path of its own, so what is whole can be moved into its place.
            _build(Windows(Path(draft)), lock)
            Path(draft).rename(target)
            Path(draft).mkdir()
    return Windows(target)


def _lock() -> str:
    """Give what to fetch for Windows, by hash: the packages kam-xl needs, and those of the recipe."""
    lean = lean_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"), requires("kam-xl") or ())
    return "".join(_for_windows(lean + (HERE / "recipe.lock").read_text(encoding="utf-8")))


def _for_windows(lock: str) -> Iterator[str]:
    wanted = False
    for line in lock.splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.rstrip("\\ "))
            wanted = requirement.marker is None or requirement.marker.evaluate(_WINDOWS_MARKERS)
            line = f"{requirement.name}{requirement.specifier} \\"  # noqa: PLW2901 - pip would judge markers by this machine
        if wanted and not line.lstrip().startswith("#"):
            yield line + "\n"


def _fingerprint(lock: str) -> str:
    digest = hashlib.sha256(f"{sys.version}\n{lock}".encode())
    for name in RECIPE:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()[:16]


def _build(windows: Windows, lock: str) -> None:
    _fetch(lock, windows.wheels)
    _unpack_python(windows)
    # Here, where it is quick: the server is told to write no compiled files, and would compile pandas at every start.
    compileall.compile_dir(windows.python / "Lib", quiet=2, workers=0, invalidation_mode=UNCHECKED)
    _compile_programs(windows)
    windows.start()
    windows.end()
    runtime.complete(windows.packages, windows.system)


def _fetch(lock: str, target: Path) -> None:
    """Fetch the wheels with a pip of our own, since the environment that runs tests has none."""
    with tempfile.TemporaryDirectory() as folder:
        pip, names = Path(folder, "pip"), Path(folder, "wheels.lock")
        names.write_text(lock, encoding="utf-8")
        ours = Path(folder, "pip.lock")
        ours.write_text(lock[lock.index("pip==") :].partition("\n\n")[0], encoding="utf-8")
        uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
        _run(uv, "pip", "install", "--quiet", "--target", str(pip), "--require-hashes", "--requirement", str(ours))
        _run(
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--require-hashes", "--only-binary=:all:", "--platform=win_amd64", "--implementation=cp",
            f"--python-version={PYTHON}", "--requirement", str(names), "--dest", str(target),
            PYTHONPATH=str(pip),
        )  # fmt: skip


def _run(*command: str, **environment: str) -> None:
    subprocess.run(command, check=True, env=os.environ | environment)


def _unpack_python(windows: Windows) -> None:
    python = windows.python
    shutil.copytree(sysconfig.get_path("stdlib"), python / "Lib", ignore=_LEFT_OUT)
    for wheel in sorted(windows.wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            if wheel.name.startswith("panda3d-"):
                _unpack_compiled_library(archive, python)
            else:
                archive.extractall(windows.packages)
    for data in windows.packages.glob("*.data/data"):
        shutil.copytree(data, python, dirs_exist_ok=True)


def _unpack_compiled_library(archive: zipfile.ZipFile, python: Path) -> None:
    (python / "DLLs").mkdir()
    for name in archive.namelist():
        folder, _, file = name.rpartition("/")
        if folder == "deploy_libs" and not file.startswith("api-ms-win-"):
            beside = file.lower() in {PYTHON_DLL, "vcruntime140.dll"}
            (python / ("" if beside else "DLLs") / file).write_bytes(archive.read(name))


def _compile_programs(windows: Windows) -> None:
    """Make python.exe and pythonw.exe, once more where `venv` takes them from."""
    launchers = windows.python / "Lib" / "venv" / "scripts" / "nt"
    launchers.mkdir(parents=True, exist_ok=True)
    for program, option in (("python.exe", "-mconsole"), ("pythonw.exe", "-mwindows")):
        target = windows.python / program
        dll = f'-DPYTHON_DLL=L"{PYTHON_DLL}"'
        source = str(HERE / "python_exe.c")
        _run("x86_64-w64-mingw32-gcc", "-O2", "-s", "-municode", option, dll, "-o", str(target), source)
        shutil.copy(target, launchers)
