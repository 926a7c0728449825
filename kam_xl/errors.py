"""What can go wrong, as one small tree.

```
KamError                 anything kam-xl says it could not do; carries every problem found
├── SourceError          a file could not be read: missing, empty, encrypted, wrong kind, wrong sheet
├── TableError           a table was refused: no header row, no or duplicate account ids, two columns for one field
├── ModelError           a scoring model was refused; one problem per fault
├── TemplateError        a plan or message template cannot be used
├── TargetError          an output could not be written, or must not be replaced
└── HostError            Excel, LibreOffice or another program did not do its part
```

Data that cannot be understood is not an error but an `Issue`: scoring goes on.
"""

from collections.abc import Iterable


class KamError(Exception):
    """Say what could not be done, with every problem found.

    Attributes:
        problems: One complete sentence per problem: what, where, found, allowed, what to do.
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        """Keep the problems in the order in which they were found."""
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class SourceError(KamError):
    """A file could not be read."""


class TableError(KamError):
    """A table was refused as a whole."""


class ModelError(KamError):
    """A scoring model was refused; the problems list every fault."""


class TemplateError(KamError):
    """A template cannot be used."""


class TargetError(KamError):
    """An output could not be written, or must not be replaced."""


class HostError(KamError):
    """A host program did not do its part."""
