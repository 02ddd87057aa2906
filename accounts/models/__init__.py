from accounts.models.access import AccessEvent, record_access
from accounts.models.sortkey import SortKeyField, sort_key
from accounts.models.user import User

__all__ = ["AccessEvent", "SortKeyField", "User", "record_access", "sort_key"]
