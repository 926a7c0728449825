"""A stand-in for Outlook that a Windows Python runs: what it is told to save and send becomes files in C:/outlook.

`outlook_server.py register` makes Windows know it as Outlook.Application; asked for it, Windows starts this program.
What a recipient's name begins with decides what becomes of a message that is sent: `never` is refused, `ends` ends it.
"""

import json
import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import pythoncom
from win32com.server import factory
from win32com.server.exception import COMException
from win32com.server.util import wrap

CLSID = "{0006F03A-0000-0000-C000-000000000046}"
RECORDS = Path("C:/outlook")
E_FAIL = -2147467259


class PropertyAccessor:
    """Names properties by their MAPI tags."""

    _public_methods_ = ("SetProperty",)

    def __init__(self, record: dict[str, Any]) -> None:
        self._record = record

    def SetProperty(self, tag: str, value: object) -> None:  # noqa: N802 - Outlook's own name
        self._record[tag] = value


class Attachment:
    """An attached file."""

    _public_methods_ = ()
    _public_attrs_ = ("PropertyAccessor",)

    def __init__(self, record: dict[str, Any]) -> None:
        self.PropertyAccessor = wrap(PropertyAccessor(record))


class Attachments:
    """The attached files of a message."""

    _public_methods_ = ("Add",)

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []

    def Add(self, path: str) -> Any:  # noqa: ANN401, N802 - a COM object; Outlook's own name
        file = Path(path)
        record: dict[str, Any] = {"name": file.name, "content": file.read_bytes().hex()}
        self.records.append(record)
        return wrap(Attachment(record))


class MailItem:
    """A message."""

    _public_methods_ = ("Save", "Send")
    _public_attrs_ = ("Attachments", "HTMLBody", "Subject", "To")

    def __init__(self, number: int) -> None:
        self.To, self.Subject, self.HTMLBody = "", "", ""
        self._attached, self._number = Attachments(), number
        self.Attachments = wrap(self._attached)

    def Save(self) -> None:  # noqa: N802
        self._keep("saved")

    def Send(self) -> None:  # noqa: N802
        if self.To.startswith("never"):
            raise COMException(description="Not allowed.", scode=E_FAIL)
        if self.To.startswith("ends"):
            os._exit(0)
        self._keep("sent")

    def _keep(self, state: str) -> None:
        # Outlook splits this text, whatever stands in quotes.
        people = [name.strip() for name in self.To.split(";") if name.strip()]
        said = {"to": people, "subject": self.Subject, "html": self.HTMLBody, "files": self._attached.records}
        RECORDS.mkdir(exist_ok=True)
        target = RECORDS / f"{os.getpid()}-{self._number}.{state}.json"
        target.write_text(json.dumps(said), encoding="utf-8")


class Application:
    """Outlook."""

    _public_methods_ = ("CreateItem",)

    def __init__(self) -> None:
        self._made = 0

    def CreateItem(self, kind: int) -> Any:  # noqa: ANN401, N802 - a COM object; Outlook's own name
        if kind != 0:
            raise COMException(description=f"{kind} is no mail item", scode=E_FAIL)
        self._made += 1
        return wrap(MailItem(self._made))


def register() -> None:
    winreg = import_module("winreg")
    here = Path(__file__).resolve()
    values = {
        "Outlook.Application\\CLSID": CLSID,
        f"CLSID\\{CLSID}\\ProgID": "Outlook.Application",
        f"CLSID\\{CLSID}\\LocalServer32": f'"{sys.executable}" -u "{here}" serve',
        f"CLSID\\{CLSID}\\PythonCOM": "outlook_server.Application",
        f"CLSID\\{CLSID}\\PythonCOMPath": str(here.parent),
    }
    for place, value in values.items():
        with winreg.CreateKey(winreg.HKEY_CLASSES_ROOT, place) as key:
            winreg.SetValueEx(key, "", 0, winreg.REG_SZ, value)


def serve() -> None:
    classes = factory.RegisterClassFactories([CLSID], pythoncom.CLSCTX_LOCAL_SERVER)
    # From now on the program ends when its last object is let go.
    pythoncom.EnableQuitMessage(threading.get_native_id())
    pythoncom.CoResumeClassObjects()
    pythoncom.PumpMessages()
    factory.RevokeClassFactories(classes)


if __name__ == "__main__":
    register() if sys.argv[1:] == ["register"] else serve()
