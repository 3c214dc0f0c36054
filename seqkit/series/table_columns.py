"""`TableColumns`: which columns of a table a codec reads, and how it encodes them."""

from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from seqkit.series.calendar_numbers import PERIODS

REAL = "real"
"""The name of the last column of ones; a step of missing values is then no padding."""

HOLIDAY = "holiday"
"""The name of the calendar column that is 1 on holidays."""


@dataclass(frozen=True)
class TableColumns:
    """The columns of a table by their roles, and the order in which they are encoded.

    A column of text becomes one encoded column of 0 and 1 for each category.

    Args:
        targets: tuple of str, the columns to forecast.
        past: tuple of str, covariates that are known in the past only.
        known: tuple of str, covariates that are known in the future as well.
        static: tuple of str, columns that are constant in each series.
        calendar: tuple of str, calendar numbers of the time, see `PERIODS`.
        holidays: str or None, a country as `holidays` names it ("DE", "US-NY").
        categories: dict from the name of each column of text to its categories.
        time: str or None, the column of times.
        series: str or None, the column with the name of each row's series.
        frequency: str or None, the time from row to row: "15min", "D", "M"; or the
            number from row to row, such as "1".
        real: bool, whether there is a last column of ones.
        last: str, float or None, the last time of the training data.
    """

    targets: tuple[str, ...]
    past: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()
    holidays: str | None = None
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    time: str | None = None
    series: str | None = None
    frequency: str | None = None
    real: bool = False
    last: str | float | None = None

    def __post_init__(self):
        """Convert the lists of a saved configuration to tuples."""
        for name in ("targets", "past", "known", "static", "calendar"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        tuples = {name: tuple(found) for name, found in self.categories.items()}
        object.__setattr__(self, "categories", tuples)

    @property
    def named(self) -> bool:
        """Whether the columns have names other than "0", "1", …, those of arrays."""
        return not all(name.isdigit() for name in self.targets)

    @property
    def calendar_names(self) -> tuple[str, ...]:
        """The names of the calendar columns, with the column of holidays."""
        return self.calendar + ((HOLIDAY,) if self.holidays else ())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all encoded columns, in their order."""
        covariates = self.encoded(self.past) + self.encoded(self.known)
        real = (REAL,) if self.real else ()
        return self.targets + covariates + self.calendar_names + real

    @property
    def static_names(self) -> tuple[str, ...]:
        """The names of the encoded static columns."""
        return self.encoded(self.static)

    @property
    def known_width(self) -> int:
        """The number of encoded columns that are known in the future."""
        return len(self.encoded(self.known)) + len(self.calendar_names)

    @property
    def periods(self) -> tuple[float | None, ...]:
        """The period of each encoded column that is a calendar number, else None."""
        after = len(self.names) - len(self.calendar_names) - self.real
        places = range(len(self.names))
        return tuple(
            PERIODS.get(self.names[place])
            if after <= place < after + len(self.calendar)
            else None
            for place in places
        )

    def encoded(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of encoded columns: `wind=NW` for each category of text."""
        return tuple(
            name
            for column in columns
            for name in (
                [f"{column}={each}" for each in self.categories[column]]
                if column in self.categories
                else [column]
            )
        )

    def get_config(self) -> dict[str, Any]:
        """Return the arguments of the constructor, with lists for tuples."""
        config = asdict(self)
        config["categories"] = {
            name: list(found) for name, found in self.categories.items()
        }
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in config.items()
        }
