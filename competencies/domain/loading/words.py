"""Words to point out. A word that was removed here stays removed, whatever is loaded."""

from pathlib import Path

from accounts.enums import Language
from competencies.domain.loading.files import Entry, read_listed
from competencies.domain.loading.planning import Plan, load_kind
from competencies.domain.loading.reader import Reader
from competencies.enums import Topic
from competencies.models import WatchedWord

FILE = "watched_words.yaml"


def load_words(root: Path) -> list[Plan]:
    """Load the file; nothing if the folder has none."""
    entries = read_listed(root / FILE, _parse, listed="words")
    return [load_kind("word", entries, current=_current(), save=_save)] if entries else []


def _parse(data: dict, path: Path) -> Entry:
    entry = Reader(data, path)
    key = entry.named()
    content = {
        "language": entry.choice("language", Language.values),
        "topic": entry.choice("topic", Topic.values),
        "stem": _stem(entry),
    }
    entry.finish()
    return Entry(path, key, content)


def _stem(entry: Reader) -> str:
    stem = entry.take("stem")
    if not isinstance(stem, str) or not stem.strip(" *") or len(stem) > 60:
        raise entry.bad("stem: a word of at most 60 characters was expected")
    return " ".join(stem.split())


def _current() -> dict[str, dict]:
    rows = WatchedWord.objects.exclude(key=None)
    return {row.key: {"language": row.language, "topic": row.topic, "stem": row.stem} for row in rows if row.key}


def _save(entries: list[Entry]) -> None:
    """A word that somebody already wrote down here keeps their row."""
    taken = {(language, stem.lower()) for language, stem in WatchedWord.objects.values_list("language", "stem")}
    rows = [WatchedWord(key=entry.key, **entry.content) for entry in entries]
    known = dict(WatchedWord.objects.exclude(key=None).values_list("key", "pk"))
    for row in rows:
        row.pk = known.get(row.key)
    WatchedWord.objects.bulk_create(
        [row for row in rows if not row.pk and (row.language, row.stem.lower()) not in taken]
    )
    WatchedWord.objects.bulk_update([row for row in rows if row.pk], ["language", "topic", "stem"])
