"""A CV as PDF. The person's words go in as data, never as markup."""

import json

import typst
from django.core.files.uploadedfile import SimpleUploadedFile

TEMPLATE = """
#let cv = json(bytes(sys.inputs.cv))
#set document(title: cv.name)
#set page(paper: "a4", margin: 22mm)
#set text(lang: cv.lang, size: 11pt)
= #cv.name
#cv.title · #cv.email
#for part in cv.parts [
  == #part.title
  #for line in part.lines [- #line
  ]
]
"""

WORDS = {
    "en": (
        "Customer support",
        [
            ("Experience", ["Telecom provider, client support, 2 years", "Online shop, first line, 1 year"]),
            ("Results", ["First-call resolution from 74 to 81 % (March to August, CRM report)"]),
            ("Skills", ["Zendesk, Jira, MS Office", "English B2, Romanian native"]),
        ],
    ),
    "ru": (
        "Клиентская поддержка",
        [
            ("Опыт", ["Интернет-провайдер, поддержка клиентов, 2 года", "Интернет-магазин, первая линия, 1 год"]),
            ("Результаты", ["Решено с первого обращения: с 74 до 81 % (март–август, отчёт CRM)"]),
            ("Навыки", ["Zendesk, Jira, офисные программы", "Английский B2, румынский C1"]),
        ],
    ),
    "ro": (
        "Asistență clienți",
        [
            ("Experiență", ["Furnizor de internet, asistență clienți, 2 ani", "Magazin online, prima linie, 1 an"]),
            ("Rezultate", ["Rezolvare la primul contact: de la 74 la 81 % (martie–august, raport CRM)"]),
            ("Competențe", ["Zendesk, Jira, pachet Office", "Engleză B2, rusă C1"]),
        ],
    ),
}


def cv_file(*, name: str, email: str, language: str) -> SimpleUploadedFile:
    """The CV of one candidate in the candidate's language, as an upload."""
    title, parts = WORDS[language]
    content = {
        "name": name,
        "email": email,
        "lang": language,
        "title": title,
        "parts": [{"title": heading, "lines": lines} for heading, lines in parts],
    }
    pdf = typst.compile(TEMPLATE.encode(), sys_inputs={"cv": json.dumps(content, ensure_ascii=False)})
    return SimpleUploadedFile("CV.pdf", pdf, content_type="application/pdf")
