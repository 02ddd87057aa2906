"""Which texts exist in each language of the interface (django-modeltranslation columns)."""

from modeltranslation.translator import TranslationOptions, register

from recruiting.models import OutcomeReason, PipelineTemplate, PreliminaryTask, Stage, StageTemplate


@register(PipelineTemplate)
class PipelineTemplateTranslation(TranslationOptions):
    fields = ("name", "description")


@register([StageTemplate, Stage])
class StageTranslation(TranslationOptions):
    fields = ("name", "purpose")


@register(OutcomeReason)
class OutcomeReasonTranslation(TranslationOptions):
    fields = ("text",)


@register(PreliminaryTask)
class PreliminaryTaskTranslation(TranslationOptions):
    fields = ("text",)
