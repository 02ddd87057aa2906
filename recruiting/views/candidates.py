from django.shortcuts import get_object_or_404, render

from recruiting.models import Candidate, Vacancy


def candidate_add(request, pk):
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user), pk=pk)
    return render(request, "recruiting/vacancies.html", {"vacancies": [vacancy]})


def candidate_list(request):
    candidates = Candidate.objects.visible_to(request.user)
    return render(request, "recruiting/vacancies.html", {"vacancies": [], "candidates": candidates})
