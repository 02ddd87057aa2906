from itertools import count

from django.utils import timezone

from accounts.models import User
from recruiting.domain.claims import ClaimText, record_claim, verify_claim
from recruiting.enums import ClaimSource, ClaimState
from recruiting.models import Application, Claim, PreliminaryTask, Vacancy

numbers = count(1)


def make_claim(
    application: Application,
    *,
    text: str = "",
    source: ClaimSource = ClaimSource.CV,
    by: User | None = None,
    now=None,
    **fields,
) -> Claim:
    """A claim from the CV, kept by who opened the vacancy."""
    claim = ClaimText(text=text or f"Claim {next(numbers)}", source=source, **fields)
    return record_claim(
        application=application, claim=claim, by=by or application.vacancy.created_by, now=now or timezone.now()
    )


def check_claim(claim: Claim, state: ClaimState, *, by: User | None = None, evidence: str = "Asked the employer."):
    by = by or claim.application.vacancy.created_by
    return verify_claim(claim=claim, state=state, evidence=evidence, by=by, now=timezone.now())


def make_task(vacancy: Vacancy, text: str = "Describe your last post.") -> PreliminaryTask:
    return PreliminaryTask.objects.create(
        vacancy=vacancy, text_en=text, text_ru="", text_ro="", by=vacancy.created_by, at=timezone.now()
    )
