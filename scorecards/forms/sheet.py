"""What the group sheet sends, column by column."""

from collections.abc import Mapping

from accounts.domain.sent import whole
from scorecards.domain.group_sheet import Cell, Sent, Sheet

CHOICES = {"", "1", "2", "3", "4", "5", "none"}
KEEPS = {"mine", "saved", "both"}


def sent_columns(data: Mapping[str, str], sheet: Sheet) -> dict[int, Sent]:
    """Columns that are on the page, by application; a value off the list counts as no answer."""
    return {
        column.key: Sent(
            {item.pk: _cell(data, column.key, item.pk) for item in sheet.items},
            whole(data.get(f"version-{column.key}"), digits=9) or 0,
        )
        for column in sheet.columns
        if f"version-{column.key}" in data
    }


def chosen(data: Mapping[str, str], key: int) -> dict[str, str]:
    """Which text is to be kept of each field of a column that two pages changed, by the field's name on the card."""
    prefix = f"keep-{key}-"
    made = {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix)}
    return {name: value for name, value in made.items() if value in KEEPS}


def settled_version(data: Mapping[str, str], key: int) -> int:
    """The saved version that a clash of this column was shown against."""
    return whole(data.get(f"settles-{key}"), digits=9) or 0


def _cell(data: Mapping[str, str], column: int, item: int) -> Cell:
    choice = data.get(f"level-{column}-{item}", "")
    note = data.get(f"note-{column}-{item}", "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return Cell(choice if choice in CHOICES else "", note)
