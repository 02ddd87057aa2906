"""What the addresses of people's data are asked with in the access table."""

import uuid

from django.utils import timezone

from recruiting.domain.people_data.own_page import make_link
from recruiting.models import Application, DataRequest, DestructionRecord, Vacancy
from tests.recruiting.people_data.legal import make_profile


def people_data_arguments(application: Application) -> dict[str, dict]:
    """A profile of the vacancy, a record, a request and a good link of the candidate."""
    now, person = timezone.now(), application.candidate
    profile = make_profile()
    Vacancy.objects.filter(pk=application.vacancy_id).update(legal_profile=profile)
    DestructionRecord.objects.create(
        number=1, subject=uuid.uuid4(), ground="request", at=now, destroyed={"identity": 1}
    )
    asked = DataRequest.objects.create(candidate=person, kind="copy", at=now)
    secret = make_link(candidate=person, by=None, now=now).rstrip("/").rsplit("/", 1)[1]
    here = {"pk": application.pk}
    return {
        "recruiting:people_data": {},
        "recruiting:destruction_record": {"number": 1},
        "recruiting:legal_profile": {"pk": profile.pk},
        "recruiting:vacancy_profile": {"pk": application.vacancy_id},
        "recruiting:request_done": {"uid": asked.uid},
        "recruiting:export_person": {"pk": person.pk},
        "recruiting:erase_person": {"pk": person.pk},
        "recruiting:application_data": here,
        "recruiting:consent": here,
        "recruiting:consent_document": here | {"purpose": "reserve"},
        "recruiting:candidate_link": here,
        "recruiting:own_page": {"secret": secret},
    }
