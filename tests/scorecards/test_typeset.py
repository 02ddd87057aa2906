"""Whatever people write, the file is made: signs that no font has are spelled out, and nothing is read as markup."""

from pathlib import Path

import pytest
import typst

from scorecards.domain.typeset import spelled_out, typeset

TEMPLATE = """#let words = json(bytes(sys.inputs.words))
#set document(title: "Words")
= Words
#words.text
"""


@pytest.fixture
def template(tmp_path) -> Path:
    path = tmp_path / "words.typ"
    path.write_text(TEMPLATE)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "Ștefan, Дарья, Ελένη",
        "שלום עולם",
        "مرحبا بالعالم",
        "Calm 😀 and 👩‍💻 and ❤️ and 🇲🇩 ✅",
        "😀" * 20_000,
    ],
)
def test_the_file_is_accessible(template, text):
    assert b"pdfuaid" in typeset(template, "words", {"text": text})


@pytest.mark.parametrize("text", ["漢字かな", "\U000f0000", "\u0d05\u0d2e\u0d4d\u0d2e"])
def test_a_script_that_no_font_has_still_gives_a_file(template, text):
    assert typeset(template, "words", {"text": text}).startswith(b"%PDF-")


def test_symbols_are_named_and_runs_are_counted():
    assert spelled_out("Calm 😀, then 👍👍👍.") == "Calm [grinning face], then [thumbs up sign × 3]."
    assert spelled_out("👩\u200d💻 ❤\ufe0f") == "[woman][personal computer] [heavy black heart]"
    assert spelled_out("می\u200cخواهم – “ok” … 5 €") == "می\u200cخواهم – “ok” … 5 €"


def test_another_fault_of_the_template_is_not_hidden(tmp_path):
    broken = tmp_path / "broken.typ"
    broken.write_text("#panic()")
    with pytest.raises(typst.TypstError):
        typeset(broken, "words", {})
