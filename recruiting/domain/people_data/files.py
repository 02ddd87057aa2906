"""Removing the files of erased people. What could not be removed stays on the list for the next night."""

from pathlib import Path

import structlog
from django.conf import settings

from recruiting.enums import Store
from recruiting.models import DestructionRecord, FileToRemove

log = structlog.get_logger("people_data")


def remove_files(*, record: DestructionRecord | None = None) -> int:
    """Remove the files on the list, of one record or of all; how many are gone. A file that is not there is gone."""
    pending = FileToRemove.objects.filter(record=record) if record else FileToRemove.objects.all()
    return sum(_remove(file) for file in list(pending))


def folder_of(store: Store) -> Path:
    return Path(settings.MEDIA_ROOT if store == Store.UPLOADS else settings.OUTBOX_MAIL_DIR)


def _remove(file: FileToRemove) -> bool:
    root = folder_of(Store(file.store)).resolve()
    path = (root / file.path).resolve()
    if root not in path.parents:  # a path that leads out of the folder is nobody's upload
        log.error("people_data.strange_path", file=file.pk)
        return False
    try:
        path.unlink(missing_ok=True)
        _remove_empty_folder(path.parent, root)
    except OSError as error:
        log.warning("people_data.file_stays", file=file.pk, error=type(error).__name__)
        return False
    file.delete()
    return True


def _remove_empty_folder(folder: Path, root: Path) -> None:
    if folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
