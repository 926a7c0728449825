"""Names of people, compared by one rule: upper and lower case do not count, as in Excel's COUNTIFS."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

Found = TypeVar("Found")


def name_key(name: str) -> str:
    """Give what the spellings of one name have in common.

    Groß and Gross stay apart, as in Excel: they are two people.

    >>> name_key("Ana PIRES") == name_key("ana Pires"), name_key("Groß") == name_key("Gross")
    (True, False)
    """
    return name.lower()


class ByName(Mapping[str, Found]):
    """What is known of people, found by their names in any case; it lists the names as they were written.

    >>> known = ByName([("Ana Pires", 1), ("Bo", 2), ("ANA PIRES", 3)])
    >>> known["ana pires"], list(known)
    (3, ['ANA PIRES', 'Bo'])
    """

    def __init__(self, known: Iterable[tuple[str, Found]]) -> None:
        """Take in names and what is known of each; of one name that comes twice, the last counts."""
        self._known = {name_key(name): (name, found) for name, found in known}

    def __getitem__(self, name: str) -> Found:
        """Find what is known of a person.

        Raises:
            KeyError: Nothing is.
        """
        return self._known[name_key(name)][1]

    def __iter__(self) -> Iterator[str]:
        """Give the names in the order in which they first came."""
        return (name for name, _ in self._known.values())

    def __len__(self) -> int:
        """Count the people."""
        return len(self._known)
