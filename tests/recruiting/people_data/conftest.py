import pytest
import yaml
from django.conf import settings

from competencies.models import LibraryText


@pytest.fixture
def shipped_presets():
    """The legal presets of the shipped library, without the rest of it."""
    path = settings.BASE_DIR / "fixtures" / "library" / "texts" / "legal_profiles.yaml"
    for text in yaml.safe_load(path.read_text())["texts"]:
        LibraryText.objects.create(key=text["key"], kind="legal", title_en=text["title"]["en"], facts=text["facts"])
