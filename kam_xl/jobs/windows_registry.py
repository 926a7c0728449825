"""The registry of a real Windows."""

import sys
from collections.abc import Mapping

if sys.platform == "win32":
    import winreg

    _ROOTS = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}

    class WindowsRegistry:
        """Reads keys that begin with HKCU or HKLM: those of 64-bit programs, whatever this Python was built for."""

        def values(self, key: str) -> Mapping[str, object]:
            """Give the values of a key; none if it does not exist or must not be read."""
            try:
                with self._open(key) as found:
                    count = winreg.QueryInfoKey(found)[1]
                    return dict(winreg.EnumValue(found, place)[:2] for place in range(count))
            except OSError:
                return {}

        def keys(self, key: str) -> list[str]:
            """Give the names of the keys below a key."""
            try:
                with self._open(key) as found:
                    return [winreg.EnumKey(found, place) for place in range(winreg.QueryInfoKey(found)[0])]
            except OSError:
                return []

        def _open(self, key: str) -> winreg.HKEYType:
            root, _, path = key.partition("\\")
            return winreg.OpenKey(_ROOTS[root], path, access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
