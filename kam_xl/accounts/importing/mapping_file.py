"""Reading a mapping from its TOML form, with every fault named at once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from kam_xl.accounts.importing.mapping import (
    CUSTOMER_FIELDS,
    MEASURED,
    CustomersMapping,
    EmployeesMapping,
    ExportMapping,
    LinesMapping,
    OrdersMapping,
    Revenue,
    Where,
)
from kam_xl.accounts.importing.measures import ALL_TIME_HEADER
from kam_xl.accounts.importing.notes import HEADER as NOTE_HEADER
from kam_xl.accounts.schema import ALL_FIELDS, header_key
from kam_xl.errors import SourceError


def parse_mapping(plain: Mapping[str, object], source: str) -> ExportMapping:
    """Read a mapping from its plain form, as TOML gives it.

    Args:
        plain: The sections `mapping`, `customers`, `orders`, and perhaps `lines` and `employees`.
        source: The mapping's file, for the messages.

    Raises:
        SourceError: The mapping is wrong; every fault is named.
    """
    faults: list[str] = []
    sections = {name: _section(plain, name, source, faults) for name in _SECTIONS}
    mapping = _parse(sections)
    _refuse_unknown(plain, _SECTIONS, f"{source}: the section", "[{}]", faults)
    faults += _contradictions(plain, source)
    if faults:
        raise SourceError(faults)
    return mapping


def _contradictions(plain: Mapping[str, object], source: str) -> Iterator[str]:
    orders = plain.get("orders")
    if not isinstance(orders, Mapping):
        return
    if "lines" in plain and "id" not in orders:
        yield f"{source}: [lines] needs the orders' ids; say in [orders] which column holds them: id = “…”."
    if ("lines" in plain) == ("revenue" in orders):
        yield (
            f"{source}: revenue must be said exactly once, in [orders] if each order has an amount, or in [lines]; "
            f"found {'twice' if 'lines' in plain else 'nowhere'}."
        )


_SECTIONS = ("mapping", "customers", "orders", "lines", "employees")
_REQUIRED_SECTIONS = ("customers", "orders")


def _section(plain: Mapping[str, object], name: str, source: str, faults: list[str]) -> "_Section | None":
    found = plain.get(name, {} if name in _REQUIRED_SECTIONS or name == "mapping" else None)
    if found is None:
        return None
    if not isinstance(found, Mapping):
        faults.append(f"{source}: [{name}] must be a section with keys; found {found!r}.")
        return _Section(name, {}, source, [])
    if name in _REQUIRED_SECTIONS and name not in plain:
        faults.append(f"{source}: the section [{name}] is missing; add it with its file and columns.")
        return _Section(name, {}, source, [])
    return _Section(name, found, source, faults)


def _parse(sections: Mapping[str, "_Section | None"]) -> ExportMapping:
    present = {name: section for name, section in sections.items() if section is not None}
    head = present["mapping"]
    mapping = ExportMapping(
        name=head.text("name") or "export",
        locale=head.text("locale"),
        customers=_customers(present["customers"]),
        orders=_orders(present["orders"]),
        lines=_lines(present["lines"]) if "lines" in present else None,
        employees=_employees(present["employees"]) if "employees" in present else None,
    )
    for section in present.values():
        section.refuse_other_keys()
    return mapping


def _customers(section: "_Section") -> CustomersMapping:
    where, key = section.where(), section.required("id")
    named = {name: section.text(name) for name in CUSTOMER_FIELDS}
    fields = {name: column for name, column in named.items() if column}
    return CustomersMapping(where, key, fields, section.kept_columns())


def _orders(section: "_Section") -> OrdersMapping:
    return OrdersMapping(
        where=section.where(),
        id=section.text("id"),
        customer=section.required("customer"),
        day=section.required("date"),
        seller=section.text("seller"),
        country=section.text("country"),
        revenue=section.revenue(),
        complete_from=section.day("complete_from"),
        complete_to=section.day("complete_to"),
    )


def _lines(section: "_Section") -> LinesMapping:
    where, order = section.where(), section.required("order")
    return LinesMapping(where, order, section.revenue(needed=True) or Revenue())


def _employees(section: "_Section") -> EmployeesMapping:
    return EmployeesMapping(
        where=section.where(),
        id=section.required("id"),
        name=section.texts("name", needed=True),
        superior=section.text("superior"),
        email=section.text("email"),
        utc_offset_hours=section.text("utc_offset_hours"),
    )


class _Section:
    """One section while it is read: hands out its keys, gathers its faults and remembers what was asked for."""

    def __init__(self, name: str, plain: Mapping[str, object], source: str, faults: list[str]) -> None:
        self._name = name
        self._plain = plain
        self._source = source
        self._faults = faults
        self._known: list[str] = []

    def text(self, key: str) -> str | None:
        """Give an optional text."""
        found = self._get(key)
        if found is None or (isinstance(found, str) and found.strip()):
            return found
        self._fault(key, found, "a text in quotes")
        return None

    def required(self, key: str) -> str:
        """Give a text that must be there; an empty one after a fault."""
        if key not in self._plain:
            self._fault(key, "nothing", "the name of a column or file in quotes")
        return self.text(key) or ""

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Give one text or several."""
        found = self._get(key)
        if found is None and not needed:
            return ()
        several = [found] if isinstance(found, str) else found
        if isinstance(several, list) and several and all(isinstance(text, str) and text.strip() for text in several):
            return tuple(several)
        self._fault(key, "nothing" if found is None else found, 'a column in quotes, or several: ["First", "Last"]')
        return ()

    def kept_columns(self) -> tuple[str, ...]:
        """Give the columns to carry along; none may bear the name of a column that Accounts has already."""
        columns = self.texts("keep")
        fields = (spelling for field in ALL_FIELDS.values() for spelling in (field.name, field.header))
        taken = set(map(header_key, (*fields, ALL_TIME_HEADER, NOTE_HEADER)))
        for column in columns:
            if header_key(column) in taken:
                self._fault(
                    "keep", column, "columns that Accounts does not have; map this one to its field, or leave it"
                )
        return columns

    def day(self, key: str) -> date | None:
        """Give an optional date."""
        found = self._get(key)
        if found is None:
            return None
        if isinstance(found, date):
            return found.date() if isinstance(found, datetime) else found
        self._fault(key, found, "a date without quotes, such as 2024-01-31")
        return None

    def where(self) -> Where:
        """Give the file, and the sheet if one is named."""
        file = self.required("file")
        if any(mark in file for mark in "/\\:"):
            self._fault("file", file, "a file's name without its folder; name the folder on the command line")
        return Where(file, self.text("sheet"))

    def revenue(self, *, needed: bool = False) -> Revenue | None:
        """Give how revenue is worked out."""
        found = self._get("revenue")
        if isinstance(found, str) and found.strip():
            return Revenue(amount=found)
        if isinstance(found, Mapping) and _is_revenue(found):
            return Revenue(**found)
        if needed or found is not None:
            self._fault("revenue", "nothing" if found is None else found, _REVENUE_ALLOWED)
        return None

    def refuse_other_keys(self) -> None:
        """Name every key that nothing reads."""
        _refuse_unknown(self._plain, self._known, f"{self._source}: [{self._name}]: the key", "“{}”", self._faults)

    def _get(self, key: str) -> object:
        self._known.append(key)
        return self._plain.get(key)

    def _fault(self, key: str, found: object, allowed: str) -> None:
        shown = found if found == "nothing" else repr(found)
        self._faults.append(f"{self._source}: [{self._name}] {key}: found {shown}; allowed: {allowed}.")


_REVENUE_ALLOWED = (
    'the column of an amount in quotes, or { unit_price = "…", quantity = "…", discount = "…" }, '
    "in which discount may be absent"
)


def _is_revenue(found: Mapping[object, object]) -> bool:
    keys = set(found)
    texts = all(isinstance(column, str) and column.strip() for column in found.values())
    return texts and {"unit_price", "quantity"} <= keys <= {"unit_price", "quantity", "discount"}


def _refuse_unknown(
    plain: Mapping[str, object], known: tuple[str, ...] | list[str], what: str, shape: str, faults: list[str]
) -> None:
    for key in plain:
        if key in MEASURED:
            faults.append(
                f"{what} {shape.format(key)} is not allowed, since it is worked out from the orders; remove it."
            )
        elif key not in known:
            allowed = ", ".join(dict.fromkeys(known))
            faults.append(f"{what} {shape.format(key)} is not known; allowed: {allowed}. Correct or remove it.")
