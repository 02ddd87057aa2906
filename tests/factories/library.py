from decimal import Decimal
from itertools import count

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from competencies.enums import Category, GridState, QuestionFormat, Section
from competencies.models import Anchor, Competency, Grid, GridAnchor, GridItem, GridQuestion, Question, Role

numbers = count(1)
LANGUAGES = ("en", "ru", "ro")
WORDS = {"en": "Behaviour", "ru": "Поведение", "ro": "Comportament"}


def in_all(field: str, text: str) -> dict[str, str]:
    """The same field in the three languages, each recognisable: name_en, name_ru, name_ro."""
    return {f"{field}_{language}": f"{text} [{language}]" for language in LANGUAGES}


def make_competency(name: str = "", *, anchors: bool = True, questions: int = 1, **fields) -> Competency:
    competency = _competency(name, **fields)
    competency.save()
    if anchors:
        Anchor.objects.bulk_create(_anchors(competency))
    for _ in range(questions):
        make_question(competency)
    return competency


def make_competencies(count: int) -> list[Competency]:
    """As many as wanted, each as `make_competency` makes it, in one statement a table."""
    made = Competency.objects.bulk_create(_competency() for _ in range(count))
    Anchor.objects.bulk_create(anchor for competency in made for anchor in _anchors(competency))
    questions = Question.objects.bulk_create(_question() for _ in made)
    Question.competencies.through.objects.bulk_create(
        Question.competencies.through(question=question, competency=competency)
        for question, competency in zip(questions, made, strict=True)
    )
    return made


def _competency(name: str = "", **fields) -> Competency:
    number = next(numbers)
    name = name or f"Competency {number}"
    return Competency(
        key=fields.pop("key", f"competency_{number}"),
        category=fields.pop("category", Category.SOFT_SKILL),
        **in_all("name", name),
        **in_all("definition", f"What {name} is."),
        **fields,
    )


def _anchors(competency: Competency) -> list[Anchor]:
    name = competency.name_en.removesuffix(" [en]")
    return [
        Anchor(competency=competency, level=level, **in_all("text", f"{name} behaviour {level}"))
        for level in range(1, 6)
    ]


def make_question(competency: Competency, *, minutes: int = 6) -> Question:
    question = _question(minutes)
    question.save()
    question.competencies.add(competency)
    return question


def _question(minutes: int = 6) -> Question:
    number = next(numbers)
    return Question(
        key=f"question_{number}",
        format=QuestionFormat.STAR,
        minutes=minutes,
        **in_all("text", f"Question {number}?"),
        **in_all("checks", f"Checks {number}"),
        **in_all("strong", f"Strong {number}"),
        **in_all("weak", f"Weak {number}"),
        **in_all("follow_ups", f"Follow-up {number}"),
    )


def make_role(title: str = "", **fields) -> Role:
    number = next(numbers)
    return Role.objects.create(
        key=fields.pop("key", f"role_{number}"),
        family=fields.pop("family", "customer_support_specialist"),
        level=fields.pop("level", f"level{number}"),
        **in_all("title", title or f"Role {number}"),
        **fields,
    )


def make_grid(
    role: Role | None = None,
    *,
    competencies: list[Competency] | None = None,
    items: int = 2,
    required_level: int = 3,
    must_have: bool = False,
    published: bool = True,
    created_by: User | None = None,
    version: int = 1,
    section: Section = Section.CORE,
) -> Grid:
    """A grid whose weights are equal and sum to 100; published with copies unless told otherwise."""
    role = role or make_role()
    competencies = competencies if competencies is not None else make_competencies(items)
    grid = Grid.objects.create(role=role, version=version, created_by=created_by, created_at=timezone.now())
    share = (Decimal(100) / max(1, len(competencies))).quantize(Decimal("0.01"))
    GridItem.objects.bulk_create(
        GridItem(
            grid=grid,
            section=section,
            order=order,
            competency=competency,
            required_level=required_level,
            weight=Decimal(100) - share * (order - 1) if order == len(competencies) else share,
            must_have=must_have,
        )
        for order, competency in enumerate(competencies, start=1)
    )
    return publish_directly(grid) if published else grid


def publish_directly(grid: Grid) -> Grid:
    """Publish without the act's checks: copies by hand, so tests of other apps do not lean on the act."""
    named = [f"{field}_{language}" for field in ("name", "definition") for language in LANGUAGES]
    items = list(grid.items.select_related("competency").prefetch_related("competency__anchors"))
    for item in items:
        for field in named:
            setattr(item, field, getattr(item.competency, field))
    GridItem.objects.bulk_update(items, named)
    _copy_anchors(items)
    _copy_questions(items)
    grid.state = GridState.PUBLISHED
    grid.published_at = timezone.now()
    grid.digest = "0" * 64
    grid.save()
    return grid


def _copy_anchors(items: list[GridItem]) -> None:
    GridAnchor.objects.bulk_create(
        GridAnchor(
            item=item,
            level=anchor.level,
            **{f"text_{language}": getattr(anchor, f"text_{language}") for language in LANGUAGES},
        )
        for item in items
        for anchor in item.competency.anchors.all()
    )


def _copy_questions(items: list[GridItem]) -> None:
    fields = ("text", "checks", "strong", "weak", "follow_ups")
    named = [f"{field}_{language}" for field in fields for language in LANGUAGES]
    prefetch_related_objects(items, Prefetch("competency__questions", Question.objects.order_by("key")))
    GridQuestion.objects.bulk_create(
        GridQuestion(
            item=item,
            question=question,
            order=order,
            format=question.format,
            minutes=question.minutes,
            **{name: getattr(question, name) for name in named},
        )
        for item in items
        for order, question in enumerate(item.competency.questions.all(), start=1)
    )
