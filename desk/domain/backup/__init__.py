from desk.domain.backup.archive import BadArchive, is_backup
from desk.domain.backup.postgres import DatabaseRefused
from desk.domain.backup.restoring import FilesDiffer, NotEmpty, Restored, restore
from desk.domain.backup.writing import Written, write_backup

__all__ = [
    "BadArchive",
    "DatabaseRefused",
    "FilesDiffer",
    "NotEmpty",
    "Restored",
    "Written",
    "is_backup",
    "restore",
    "write_backup",
]
