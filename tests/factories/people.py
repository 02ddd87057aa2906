from itertools import count

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from recruiting.models import Candidate

numbers = count(1)
PASSWORD = "long enough to pass"


def make_user(role: Role = Role.HR, *, full_name: str = "", email: str = "", **fields) -> User:
    number = next(numbers)
    return User.objects.create_user(
        email=email or f"{role}{number}@example.org",
        password=PASSWORD,
        full_name=full_name or f"{Role(role).name.title().replace('_', ' ')} {number}",
        role=role,
        **fields,
    )


def make_candidate(full_name: str = "", *, added_by: User | None = None, **fields) -> Candidate:
    number = next(numbers)
    return Candidate.objects.create(
        full_name=full_name or f"Candidate {number}",
        email=fields.pop("email", f"candidate{number}@example.org"),
        added_by=added_by or make_user(),
        added_at=fields.pop("added_at", timezone.now()),
        **fields,
    )
