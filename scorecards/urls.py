from django.urls import path

from scorecards.urls_compare import compare_urls
from scorecards.views import (
    amend,
    behalf,
    card,
    conflicts,
    jot,
    kit,
    marks,
    mine,
    panel,
    recusal,
    release,
    sheet,
    topics,
    worker,
)

app_name = "scorecards"

CARD = "interviews/<int:interview>/scorecards/<int:application>/"

urlpatterns = [
    path(CARD, card.card, name="card"),
    path(f"{CARD}save/", card.card_save, name="card_save"),
    path(f"{CARD}submit/", card.card_submit, name="card_submit"),
    path(f"{CARD}ratings/", card.card_ratings, name="card_ratings"),
    path(f"{CARD}amend/", amend.card_amend, name="card_amend"),
    path(f"{CARD}decline/", card.card_decline, name="card_decline"),
    path(f"{CARD}object/", behalf.card_object, name="card_object"),
    path(f"{CARD}for/<int:interviewer>/", behalf.behalf, name="behalf"),
    path(f"{CARD}for/<int:interviewer>/release/", release.card_release, name="behalf_release"),
    path(f"{CARD}for/<int:interviewer>/save/", behalf.behalf_save, name="behalf_save"),
    path(f"{CARD}for/<int:interviewer>/submit/", behalf.behalf_submit, name="behalf_submit"),
    path("interviews/<int:pk>/step-off/", recusal.recusal, name="recusal"),
    path("interviews/<int:pk>/conflicts/", conflicts.conflicts, name="conflicts"),
    path("scorecards/", mine.my_cards_page, name="mine"),
    path("interviews/<int:interview>/kit/<int:application>/", kit.kit, name="kit"),
    path("interviews/<int:interview>/kit/<int:application>/pdf/", kit.kit_pdf, name="kit_pdf"),
    path("interviews/<int:interview>/sheet/", sheet.sheet, name="sheet"),
    path("interviews/<int:interview>/sheet/save/", sheet.sheet_save, name="sheet_save"),
    path("interviews/<int:interview>/sheet/jot/", jot.sheet_jot, name="sheet_jot"),
    path(f"{CARD}jot/", jot.card_jot, name="card_jot"),
    path(f"{CARD}remarks/", jot.card_remarks, name="card_remarks"),
    path(f"{CARD}questions/", marks.marks_save, name="marks_save"),
    path(f"{CARD}questions/jot/", jot.marks_jot, name="marks_jot"),
    path("applications/<int:pk>/topics/", topics.topics, name="topics"),
    path("applications/<int:pk>/topics/<int:topic>/", topics.topic_review, name="topic_review"),
    path("interviews/worker.js", worker.worker, name="worker"),
    path("applications/<int:pk>/scorecards/", panel.panel, name="panel"),
    *compare_urls,
]
