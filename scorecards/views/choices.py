"""What a reader chose to see of a comparison, from the page's address; whatever is unknown there is passed over."""

from dataclasses import dataclass

from django.http import QueryDict

from competencies.models import Grid
from recruiting.models import Vacancy
from scorecards.domain.arranging import Arrangement, parse_ids, written
from scorecards.domain.comparing import other_levels
from scorecards.domain.laying_out import BY_RULE


@dataclass(frozen=True)
class Choices:
    """`stage` is None for all stages, `read_as` for the vacancy's own grid."""

    params: QueryDict
    sort: str
    stage: int | None
    read_as: Grid | None
    arrangement: Arrangement
    levels: list[Grid]

    @property
    def reading(self) -> str:
        """What a cell's address must carry to be read as the page is; empty for the vacancy's own level."""
        return f"?read_as={self.read_as.pk}" if self.read_as else ""

    def address(self, arrangement: Arrangement | None) -> str:
        """The same page with the candidates laid out so; empty when there is nothing to do."""
        if arrangement is None:
            return ""
        params = self.params.copy()
        for name, value in (("pin", written(arrangement.pinned)), ("order", written(arrangement.order))):
            params.pop(name, None)
            if value is not None:
                params[name] = value
        return f"?{params.urlencode(safe=',')}"


def choices_of(params: QueryDict, vacancy: Vacancy) -> Choices:
    """One query: the other levels of the role."""
    levels = other_levels(vacancy)
    return Choices(
        params=params,
        sort=params.get("sort", BY_RULE),
        stage=next(iter(parse_ids(params.get("stage", ""))), None),
        read_as=next((grid for grid in levels if str(grid.pk) == params.get("read_as", "")), None),
        arrangement=Arrangement(parse_ids(params.get("pin", "")), parse_ids(params.get("order", ""))),
        levels=levels,
    )
