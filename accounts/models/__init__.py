from accounts.models.absence import Absence
from accounts.models.access import AccessEvent, record_access
from accounts.models.history import PersonEvent
from accounts.models.sortkey import SortKeyField, sort_key
from accounts.models.user import User

__all__ = ["Absence", "AccessEvent", "PersonEvent", "SortKeyField", "User", "record_access", "sort_key"]
