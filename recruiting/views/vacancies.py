from django.shortcuts import get_object_or_404, render

from recruiting.models import Vacancy


def vacancy_list(request):
    return render(request, "recruiting/vacancies.html", {"vacancies": Vacancy.objects.visible_to(request.user)})


def vacancy_new(request):
    return render(request, "recruiting/vacancies.html", {"vacancies": Vacancy.objects.visible_to(request.user)})


def vacancy_settings(request, pk):
    vacancy = get_object_or_404(Vacancy.objects.visible_to(request.user), pk=pk)
    return render(request, "recruiting/vacancies.html", {"vacancies": [vacancy]})
