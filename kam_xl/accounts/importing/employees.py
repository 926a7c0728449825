"""Employees: who sold, and whom they report to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kam_xl.accounts.importing.cells import Columns
from kam_xl.accounts.importing.mapping import EmployeesMapping


@dataclass(frozen=True, slots=True)
class Employee:
    """One employee.

    Attributes:
        id: The id in the export.
        name: The full name; with the id in brackets where two share it.
        superior: The id of the superior; None for nobody.
        email: The mail address; None if not known.
        utc_offset_hours: Standard time of the office, hours from UTC; None if not known.
    """

    id: str
    name: str
    superior: str | None = None
    email: str | None = None
    utc_offset_hours: float | None = None


def read_employees(mapping: EmployeesMapping, table: Columns) -> dict[str, Employee]:
    """Read the employees by id; a row without an id, or with one that stood before, is left out with an issue."""
    ids = table.names(mapping.id)
    rows = zip(
        ids,
        _full_names(mapping, table),
        table.references(mapping.superior, frozenset(filter(None, ids)), "employee"),
        table.texts(mapping.email),
        table.offsets(mapping.utc_offset_hours),
        strict=True,
    )
    employees: dict[str, Employee] = {}
    for position, (key, name, superior, email, offset) in enumerate(rows):
        if key is None or key in employees:
            table.leave_out(position, mapping.id, "no or repeated employee id", "an id that stands once")
        else:
            employees[key] = Employee(key, name or key, superior, email, offset)
    return _told_apart(employees)


def _full_names(mapping: EmployeesMapping, table: Columns) -> list[str]:
    columns = [table.names(column) for column in mapping.name]
    return [" ".join(part for part in parts if part) for parts in zip(*columns, strict=True)]


def _told_apart(employees: dict[str, Employee]) -> dict[str, Employee]:
    uses = Counter(employee.name for employee in employees.values())
    return {
        key: employee if uses[employee.name] == 1 else replace(employee, name=f"{employee.name} ({key})")
        for key, employee in employees.items()
    }


def superior_of(employee: Employee, employees: Mapping[str, Employee]) -> Employee:
    """Give the superior; a person without one is their own."""
    return employees.get(employee.superior or employee.id, employee)


def team_rows(members: Iterable[Employee], employees: Mapping[str, Employee]) -> list[dict[str, str | float | None]]:
    """Give the rows of Team, by field name, for account managers in the order given."""
    rows = []
    for member in members:
        manager = superior_of(member, employees)
        rows.append(
            {
                "account_manager": member.name,
                "email": member.email,
                "manager": manager.name,
                "manager_email": manager.email,
                "utc_offset_hours": member.utc_offset_hours,
            }
        )
    return rows
