"""Which texts exist in each language of the interface (django-modeltranslation columns)."""

from modeltranslation.translator import TranslationOptions, register

from competencies.models import (
    Anchor,
    Competency,
    Grid,
    GridAnchor,
    GridItem,
    GridQuestion,
    Question,
    Role,
    RoleStatement,
)


@register(Competency)
class CompetencyTranslation(TranslationOptions):
    fields = ("name", "definition")


@register([Anchor, GridAnchor, RoleStatement])
class TextTranslation(TranslationOptions):
    fields = ("text",)


@register([Question, GridQuestion])
class QuestionTranslation(TranslationOptions):
    fields = ("text", "checks", "strong", "weak", "follow_ups")


@register(Role)
class RoleTranslation(TranslationOptions):
    fields = (
        "title",
        "alternative_titles",
        "purpose",
        "outcomes",
        "kpis",
        "experience",
        "schedule",
        "work_format",
    )


@register(Grid)
class GridTranslation(TranslationOptions):
    fields = ("warnings",)


@register(GridItem)
class GridItemTranslation(TranslationOptions):
    fields = ("name", "definition")
