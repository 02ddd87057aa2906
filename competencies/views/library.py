from django.shortcuts import get_object_or_404, render

from competencies.models import Competency, Role


def index(request):
    return render(request, "competencies/library.html", {"roles": Role.objects.all()})


def competency(request, key: str):
    return render(request, "competencies/competency.html", {"competency": get_object_or_404(Competency, key=key)})


def role(request, key: str):
    return render(request, "competencies/role.html", {"role": get_object_or_404(Role, key=key)})
