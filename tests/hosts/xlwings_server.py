"""xlwings' own server code on a machine without Windows: calls come as lines of JSON, answers go back as to Excel.

The modules of Windows that it imports are stood in for; what converts cells and calls our functions is xlwings' own.
Run as a program of its own, since the stand-ins take the place of modules for good.
"""

import ctypes
import json
import sys
from types import ModuleType
from typing import Any, NoReturn


class Anything:
    """Stands in for whatever Windows would offer, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        """Take anything."""

    def __call__(self, *_: object, **__: object) -> "Anything":
        return self

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__"):
            raise AttributeError(name)
        return self


def stand_in(name: str, **content: object) -> None:
    """Make a module, also known to the package it belongs to."""
    module = ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module
    package, _, last = name.rpartition(".")
    if package:
        setattr(sys.modules[package], last, module)


def no_object(_: object) -> NoReturn:
    """Unwrap nothing: no cell holds one of the server's own objects."""
    raise TypeError


def stand_in_for_windows() -> None:
    """Make every module of pywin32 that xlwings imports."""
    dispatch = type("CDispatch", (), {})
    stand_in("pywintypes", com_error=Exception, TimeType=type("TimeType", (), {}), IID=str)
    ids = {"IID_IDispatch": 0, "IID_IEnumVARIANT": 1, "TypeIIDs": {0: type("PyIDispatch", (), {})}}
    codes = {"VT_DISPATCH": 9, "DISPATCH_METHOD": 1, "Missing": object(), "Empty": object()}
    stand_in("pythoncom", __file__="pythoncom.dll", com_error=Exception, CoInitialize=lambda: None, **ids, **codes)
    for name in ("win32api", "win32con", "win32gui", "win32process", "win32timezone", "win32event", "win32clipboard"):
        stand_in(name)
    bases = {"CoClassBaseClass": type("A", (), {}), "DispatchBaseClass": type("B", (), {})}
    stand_in("win32com")
    stand_in("win32com.client", Dispatch=lambda found, **_: found, DispatchEx=None, CDispatch=dispatch, **bases)
    stand_in("win32com.client.dynamic", CDispatch=dispatch)
    stand_in("win32com.server")
    stand_in("win32com.server.util", wrap=lambda found, *_, **__: found, unwrap=no_object)
    stand_in("win32com.server.dispatcher")
    stand_in("win32com.server.policy", DefaultPolicy=object)
    for name in ("oledll", "windll"):
        setattr(ctypes, name, Anything())


def server() -> Any:  # noqa: ANN401 - xlwings does not say
    """Give the object that Excel calls, with the decorators that count on Windows."""
    stand_in_for_windows()
    import xlwings

    loads_libraries, ctypes.PyDLL = ctypes.PyDLL, Anything  # type: ignore[misc,assignment]
    import xlwings._xlwindows as windows

    ctypes.PyDLL = loads_libraries  # type: ignore[misc]
    xlwings._xlwindows = windows  # noqa: SLF001 - where xlwings puts it on Windows
    xlwings.engines.add(xlwings.Engine(impl=windows.engine))
    from xlwings import udfs

    xlwings.func, xlwings.script, xlwings.arg = udfs.xlfunc, udfs.xlsub, udfs.xlarg  # type: ignore[assignment]
    from xlwings.com_server import XLPython

    return XLPython()


def as_com(value: object) -> object:
    """Give lists as COM gives arrays."""
    return tuple(map(as_com, value)) if isinstance(value, list) else value


def main() -> None:
    """Answer call after call."""
    python = server()
    for line in sys.stdin:
        module, function, arguments = json.loads(line)
        sys.stdout.write(json.dumps(python.CallUDF(module, function, as_com(arguments), None, None)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
