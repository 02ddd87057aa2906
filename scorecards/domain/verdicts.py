"""Words that give a judgement away. A topic says what to look into; a later interviewer must not read what to think.

A list finds the plain cases only, so a person looks through every topic as well.
"""

import re

# A figure of the scale beside a word for it, or out of five: a rating, whatever it is called.
RATINGS = re.compile(
    r"\b[1-5](?:[.,]\d)?\s*(?:/|из|din|of|out of)\s*(?:5|10)\b"
    r"|\b(?:level|score[ds]?|rated?|rating|point)\w*\s+(?:a\s+)?[1-5]\b"
    r"|(?:оценк|балл|уров)\w*\s*[–:—-]?\s*[1-5]\b|\b[1-5]\s*балл"
    r"|\b(?:nivel|not[aă]|punct|scor)\w*\s*[–:—-]?\s*[1-5]\b",
    re.IGNORECASE,
)
# Beginnings of words, in the three languages at once: a topic may be written in any of them.
STEMS = {
    "en": "weak poor bad(?!g) strong excellent brilliant great(?!er) best worst fail hire(?!d\\b) reject recommend "
    "unsuitable suitable impress disappoint doubt lied lying dishonest lazy rude not\\s+fit no\\s+fit",
    "ru": "слаб плох сильн отличн блестящ прекрасн лучш худш провал нанять наним брать возьм отказ рекоменд "
    "непригод подход(?:ит|ящ) впечатл разочаров сомнева сомнит врал врёт врет лжёт лжет ленив груб",
    "ro": "slab puternic excelent strălucit bun(?:ă|ul)?\\b rău\\b cel\\s+mai eșec eşec angaj(?:ăm|ez|ați) respin[gs] "
    "recomand nepotrivit potrivit impresion dezamăg îndoi mincin leneș obraznic",
}
WORDS = re.compile(
    "|".join(rf"\b(?:{'|'.join(stems.split())})\w*" for stems in STEMS.values()), re.IGNORECASE | re.UNICODE
)


def ratings_in(text: str) -> list[str]:
    """Ratings in figures; such a text is never passed on."""
    return [found.group() for found in RATINGS.finditer(text)]


def verdicts_in(text: str) -> list[str]:
    """Words that sound like a verdict, once each, in the order of the text."""
    return list(dict.fromkeys(found.group().lower() for found in WORDS.finditer(text)))
