"""Everything held on a person as one archive: a page to read, the same as JSON, and the files.

Third parties are protected: colleagues stand by their role, never by name, and the names of other candidates of the
same vacancies and of colleagues are taken out of the texts. Who hands it over reads it first: a name that nobody here
bears cannot be found.
"""

import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import AccessAction
from accounts.models import User, record_access
from recruiting.domain.discretion import still_blind
from recruiting.domain.errors import Refused
from recruiting.domain.people_data.archive_page import page_of
from recruiting.domain.people_data.columns import columns_of
from recruiting.domain.people_data.holdings import Holding, holdings
from recruiting.models import Application, Candidate, CandidateFile

TAKEN_OUT = "[…]"


def export_person(*, candidate: Candidate, by: User, now: datetime) -> bytes:
    """The archive as a ZIP; leaves an AccessEvent.

    Raises Refused for an erased person, and for somebody who is still blind on them: the archive shows ratings.
    """
    if candidate.erased_at:
        raise Refused(_("This person was erased before."))
    for application in Application.objects.filter(candidate=candidate).select_related("vacancy", "stage"):
        if still_blind(by, application):
            raise Refused(
                _(
                    "The archive shows ratings. They open to you after your own scorecard, or once the debrief is"
                    " closed if you declined to rate."
                )
            )
    content = archive_of(candidate, now=now)
    record_access(by=by, action=AccessAction.EXPORT, subject=candidate, now=now, bytes=len(content))
    return content


def archive_of(candidate: Candidate, *, now: datetime) -> bytes:
    """The archive itself, in the language of the person's letters."""
    absorbed = list(candidate.absorbed.order_by("pk"))
    people = [candidate.pk, *(one.pk for one in absorbed)]
    others = _others(candidate, people)
    told = [(one, _rows(one, people, candidate.language, others)) for one in holdings() if one.exported]
    said: dict[str, Any] = {"written_at": now.isoformat(), "person": _identity(candidate)}
    said["merged_records"] = [_identity(one) for one in absorbed]
    for holding, rows in told:
        said.setdefault(holding.category, []).extend(rows)
    files = list(CandidateFile.objects.filter(candidate__in=people).order_by("pk"))
    said["files"] = [
        {"name": file.name, "kind": file.kind, "added_at": file.added_at, "size": file.size} for file in files
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(said, default=str, ensure_ascii=False, indent=1))
        archive.writestr(
            "data.html", page_of(candidate, said, ((one.model, one.category, rows) for one, rows in told), now)
        )
        for number, file in enumerate(files, start=1):
            _add_file(archive, number, file)
    return buffer.getvalue()


def _identity(candidate: Candidate) -> dict[str, Any]:
    names = ("uid", "full_name", "email", "phone", "language", "city", "added_at")
    return {name: getattr(candidate, name) for name in names}


def _rows(holding: Holding, people: list[int], language: str, others: re.Pattern[str] | None) -> list[dict]:
    """Rows with plain names of columns, translated texts in the person's language; who wrote them stands by role."""
    columns = {name: columns_of(holding.model, name, language) for name in (*holding.keeps, *holding.empties)}
    author = f"{holding.author}__role" if holding.author else ""
    wanted = {one for some in columns.values() for one in some} | ({author} - {""})
    rows = holding.model._default_manager.filter(**{f"{holding.candidate}__in": people}).order_by("pk")
    return [_row(row, columns, author, others) for row in rows.values(*sorted(wanted))]


def _row(row: dict, columns: dict[str, tuple[str, ...]], author: str, others: re.Pattern[str] | None) -> dict:
    told = {name.replace("__", "."): _spared(_first(row, some), others) for name, some in columns.items()}
    return told | ({"written_by": row[author]} if author else {})


def _first(row: dict, columns: tuple[str, ...]) -> Any:
    """The first that says something; of a text in one language that is its only column."""
    return next((row[one] for one in columns if row[one] not in ("", None)), row[columns[0]])


def _spared(value: Any, others: re.Pattern[str] | None) -> Any:
    if isinstance(value, str):
        return others.sub(TAKEN_OUT, value) if others else value
    if isinstance(value, dict):
        return {key: _spared(one, others) for key, one in value.items()}
    return [_spared(one, others) for one in value] if isinstance(value, list) else value


def _others(candidate: Candidate, people: list[int]) -> re.Pattern[str] | None:
    """Names and addresses of colleagues and of other candidates of the same vacancies."""
    vacancies = Application.objects.filter(candidate__in=people).values("vacancy")
    near = Candidate.objects.filter(Q(applications__vacancy__in=vacancies)).exclude(pk__in=people).distinct()
    found = {word for pair in near.values_list("full_name", "email") for word in pair}
    found |= {word for pair in User.objects.values_list("full_name", "email") for word in pair}
    own = {candidate.full_name, candidate.email}
    words = sorted((word for word in found - own if len(word) > 2), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE) if words else None


def _add_file(archive: zipfile.ZipFile, number: int, file: CandidateFile) -> None:
    """Under a name that cannot lead out of the folder in which somebody unpacks it."""
    name = PurePath(file.name.replace("\\", "/")).name or "file"
    try:
        with file.content.open("rb") as content:
            archive.writestr(f"files/{number}-{name}", content.read())
    except FileNotFoundError:
        archive.writestr(f"files/{number}-{name}.missing.txt", "The file was not found.\n")
