from django.urls import path

from scorecards.urls_compare import compare_urls
from scorecards.views import card, kit, panel, worker

app_name = "scorecards"

CARD = "interviews/<int:interview>/scorecards/<int:application>/"

urlpatterns = [
    path(CARD, card.card, name="card"),
    path(f"{CARD}save/", card.card_save, name="card_save"),
    path(f"{CARD}submit/", card.card_submit, name="card_submit"),
    path(f"{CARD}decline/", card.card_decline, name="card_decline"),
    path("interviews/<int:interview>/kit/<int:application>/", kit.kit, name="kit"),
    path("interviews/worker.js", worker.worker, name="worker"),
    path("applications/<int:pk>/scorecards/", panel.panel, name="panel"),
    *compare_urls,
]
