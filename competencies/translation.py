"""Which texts exist in each language of the interface (django-modeltranslation columns)."""

from modeltranslation.translator import TranslationOptions, register

from competencies.models import (
    Anchor,
    ClientType,
    Competency,
    Criterion,
    DemandSkill,
    DemandSnapshot,
    Exercise,
    Grid,
    GridAnchor,
    GridItem,
    GridQuestion,
    Indicator,
    LibraryText,
    PayFigure,
    PresetMultiplier,
    Question,
    Role,
    RoleStatement,
    ScoreBand,
    ScoreCategory,
    TextPart,
    WeightPreset,
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


@register(Exercise)
class ExerciseTranslation(TranslationOptions):
    fields = ("name", "purpose", "scenario", "unit")


@register([Criterion, Indicator, DemandSkill])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register([ScoreBand, ScoreCategory])
class LabelTranslation(TranslationOptions):
    fields = ("label",)


@register(ClientType)
class ClientTypeTranslation(TranslationOptions):
    fields = ("name", "behaviour")


@register(LibraryText)
class LibraryTextTranslation(TranslationOptions):
    fields = ("title", "note", "body")


@register(TextPart)
class TextPartTranslation(TranslationOptions):
    fields = ("group", "title", "note", "body")


@register(WeightPreset)
class WeightPresetTranslation(TranslationOptions):
    fields = ("name", "description")


@register(PresetMultiplier)
class PresetMultiplierTranslation(TranslationOptions):
    fields = ("reason",)


@register(DemandSnapshot)
class DemandSnapshotTranslation(TranslationOptions):
    fields = ("source", "how_to_use")


@register(PayFigure)
class PayFigureTranslation(TranslationOptions):
    fields = ("city",)
