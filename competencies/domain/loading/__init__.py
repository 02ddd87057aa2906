"""Loading the shipped library: what changed in the files comes in, what was edited here stays."""

from competencies.domain.loading.files import BadFile, Entry, read_entries, read_listed
from competencies.domain.loading.library import Loaded, load_library
from competencies.domain.loading.planning import Plan, load_kind
from competencies.domain.loading.reader import Reader

__all__ = ["BadFile", "Entry", "Loaded", "Plan", "Reader", "load_kind", "load_library", "read_entries", "read_listed"]
