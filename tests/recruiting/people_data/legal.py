"""A legal profile with the words of its consents."""

from itertools import count

from competencies.models import LibraryText, TextPart
from recruiting.models import ConsentEvent, LegalProfile, NoticeVersion

numbers = count(1)
WORDS = {
    "this_vacancy": "{company} reads the application for “{vacancy_title}”.",
    "reserve": "{company} keeps it for {reserve_months} months.",
    "references": "{company} asks former employers.",
}


def make_profile(*, not_hired: int = 6, withdrawn: int = 3, reserve: int = 12, **fields) -> LegalProfile:
    number = next(numbers)
    text = LibraryText.objects.create(
        key=f"legal_{number}",
        kind="legal",
        title_en=f"Law {number}",
        facts={"consents": [{"key": key, "needs_consent": True} for key in WORDS]},
    )
    TextPart.objects.create(text=text, order=1, group_en="Notice", title_en="Who", body_en="{company} answers for it.")
    for order, words in enumerate(WORDS.values(), start=2):
        TextPart.objects.create(text=text, order=order, group_en="Consents", title_en="To agree", body_en=words)
    return LegalProfile.objects.create(
        key=text.key,
        text=text,
        name=f"Law {number}",
        country=fields.pop("country", "XX"),
        not_hired_months=not_hired,
        withdrawn_months=withdrawn,
        reserve_months=reserve,
        needs_consent=list(WORDS),
        **fields,
    )


def consent_to_reserve(application, profile, *, at) -> ConsentEvent:
    words = NoticeVersion.objects.get_or_create(
        profile=profile, purpose="reserve", language="en", digest="0" * 64, defaults={"words": "Kept.", "first_at": at}
    )[0]
    return ConsentEvent.objects.create(
        candidate=application.candidate, application=application, purpose="reserve", given=True, version=words,
        way="page", at=at,
    )  # fmt: skip
