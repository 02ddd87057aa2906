from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruiting.domain.errors import AlreadyDone, Refused
from recruiting.domain.notes import add_note
from recruiting.forms.notes import NoteForm
from recruiting.views.applications import show_application
from recruiting.views.reach import application_for, require


@require_POST
def note_add(request, pk):
    row = application_for(request, pk)
    require(request, "write_note", row.vacancy)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show_application(request, row, status=422, note_form=form)
    try:
        add_note(application=row, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
    except AlreadyDone as done:
        messages.info(request, done.message)
    except Refused as refusal:
        form.add_error("text", refusal.message)
        return show_application(request, row, status=422, note_form=form)
    else:
        messages.success(request, _("The note is kept."))
    return redirect("recruiting:application", pk=pk)
