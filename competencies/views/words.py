"""The list of words that a scorecard points out; administrators keep it, nobody else reads it here."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from competencies.domain.errors import Refused
from competencies.domain.watching import add_word, remove_word, restore_word
from competencies.enums import Topic
from competencies.forms.words import WordForm, WordSearch
from competencies.models import WatchedWord
from competencies.views.trail import trail

PAGE = 50
keepers_only = permission_required("competencies.keep_words", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def index(request):
    form = WordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _added(request, form):
        return redirect("competencies:words")
    search = WordSearch(request.GET)
    found = search.narrow(WatchedWord.objects.select_related("removed_by", "added_by"))
    context = {
        "form": form,
        "search": search,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(search.cleaned_data.values()) if search.is_valid() else False,
        "trail": trail((_("Words to point out"), "")),
    }
    return render(request, "competencies/words.html", context, status=422 if form.errors else 200)


def _added(request, form: WordForm) -> bool:
    data = form.cleaned_data
    try:
        word = add_word(
            language=data["language"],
            stem=data["stem"],
            topic=Topic(data["topic"]),
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("stem", refusal.message)
        return False
    messages.success(request, _("“%(word)s” is pointed out from now on.") % {"word": word.stem})
    return True


@require_POST
@keepers_only
def word_use(request, pk: int):
    """Take a word off the list, or put it back."""
    word = get_object_or_404(WatchedWord, pk=pk)
    if request.POST.get("use") == "yes":
        restore_word(word=word)
        messages.success(request, _("“%(word)s” is on the list again.") % {"word": word.stem})
    else:
        remove_word(word=word, by=request.user, now=timezone.now())
        messages.success(
            request, _("“%(word)s” is not pointed out any more. You can restore it.") % {"word": word.stem}
        )
    return redirect("competencies:words")
