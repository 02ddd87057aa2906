"""The copy a published grid stands on: names, definitions, anchors and questions in every language, with a digest."""

import hashlib
import json
from collections.abc import Sequence

from competencies.domain.languages import column_names, columns, texts_of
from competencies.models import Grid, GridAnchor, GridItem, GridQuestion

ITEM_TEXTS = ("name", "definition")
QUESTION_TEXTS = ("text", "checks", "strong", "weak", "follow_ups")


def copy_texts(items: Sequence[GridItem]) -> None:
    """Copy the library's texts into the items; `items` as `library_items` gives them."""
    for item in items:
        for field in ITEM_TEXTS:
            for name, text in columns(field, texts_of(item.competency, field)).items():
                setattr(item, name, text)
    GridItem.objects.bulk_update(items, column_names(*ITEM_TEXTS))
    GridAnchor.objects.bulk_create([anchor for item in items for anchor in _anchors(item)])
    GridQuestion.objects.bulk_create([question for item in items for question in _questions(item)])


def _anchors(item: GridItem) -> list[GridAnchor]:
    return [
        GridAnchor(item=item, level=anchor.level, **columns("text", texts_of(anchor, "text")))
        for anchor in item.competency.anchors.all()
    ]


def _questions(item: GridItem) -> list[GridQuestion]:
    copies = []
    for order, question in enumerate(item.competency.questions.all(), start=1):
        texts = {
            name: text for field in QUESTION_TEXTS for name, text in columns(field, texts_of(question, field)).items()
        }
        copies.append(
            GridQuestion(
                item=item, question=question, order=order, format=question.format, minutes=question.minutes, **texts
            )
        )
    return copies


def canonical_digest(content: object) -> str:
    """SHA-256, hexadecimal, of the content as JSON with sorted keys and no idle space."""
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def digest_of(grid: Grid) -> str:
    """Digest of what the grid says, read from its copies: a grid that was tampered with no longer has its own."""
    items = grid.items.select_related("competency").prefetch_related("anchors", "questions__question").order_by("order")
    return canonical_digest(
        {
            "role": grid.role.key,
            "version": grid.version,
            "supplement_share": grid.supplement_share,
            "warnings": texts_of(grid, "warnings"),
            "items": [_item_content(item) for item in items],
        }
    )


def _item_content(item: GridItem) -> dict:
    return {
        "competency": item.competency.key,
        "section": item.section,
        "order": item.order,
        "required_level": item.required_level,
        "weight": f"{item.weight:.2f}",
        "must_have": item.must_have,
        **{field: texts_of(item, field) for field in ITEM_TEXTS},
        "anchors": {str(anchor.level): texts_of(anchor, "text") for anchor in item.anchors.all()},
        "questions": [_question_content(question) for question in item.questions.all()],
    }


def _question_content(question: GridQuestion) -> dict:
    return {
        "question": question.question.key if question.question else None,
        "order": question.order,
        "format": question.format,
        "minutes": question.minutes,
        **{field: texts_of(question, field) for field in QUESTION_TEXTS},
    }
