"""Everybody who is logged in reads the library; drafts are there for those who may change them."""

import pytest
from django.urls import reverse

from accounts.enums import Role as UserRole
from competencies.enums import GridState
from competencies.models import Competency, Grid, RoleStatement
from tests.factories import make_competency, make_grid, make_role, make_user

pytestmark = pytest.mark.django_db
LIBRARY = reverse("competencies:library")


def names(response) -> list[str]:
    return [competency.name_en.removesuffix(" [en]") for competency in response.context["page"].object_list]


@pytest.fixture
def reader(client):
    client.force_login(make_user(UserRole.INTERVIEWER))
    return client


@pytest.fixture
def hr(client):
    client.force_login(make_user(UserRole.HR))
    return client


def addresses() -> list[str]:
    grid = make_grid()
    return [
        LIBRARY,
        f"{LIBRARY}?show=competencies",
        reverse("competencies:competency", args=[grid.items.first().competency.key]),
        reverse("competencies:role", args=[grid.role.key]),
        reverse("competencies:grid", args=[grid.pk]),
    ]


@pytest.mark.parametrize("role", list(UserRole))
def test_every_role_reads_every_page(client, role):
    client.force_login(make_user(role))
    assert [client.get(address).status_code for address in addresses()] == [200] * 5


def test_a_guest_is_sent_to_the_log_in(client):
    for address in addresses():
        assert client.get(address).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_texts_are_in_the_language_of_the_reader(client, language):
    client.force_login(make_user(UserRole.INTERVIEWER, language=language))
    competency = make_competency("Focus")
    page = client.get(reverse("competencies:competency", args=[competency.key])).content.decode()

    for words in ("Focus", "What Focus is.", "Focus behaviour 4"):
        assert f"{words} [{language}]" in page


class TestRoles:
    def test_roles_stand_by_family_and_level_with_their_grids(self, reader):
        middle, junior = (make_role(f"{level} role", level=level) for level in ("middle", "junior"))
        other = make_role("Relations", family="customer_relations", level="")
        grid = make_grid(junior)

        families = reader.get(LIBRARY).context["families"]

        assert families == [("Customer support", [junior, middle]), ("Customer relations", [other])]
        assert [list(role.grids.all()) for role in families[0][1]] == [[grid], []]

    def test_a_draft_is_listed_for_hr_only(self, client):
        draft = make_grid(published=False)
        listed = {}
        for role in (UserRole.HR, UserRole.ADMIN, UserRole.INTERVIEWER, UserRole.HIRING_MANAGER):
            client.force_login(make_user(role))
            ((_family, (shown,)),) = client.get(LIBRARY).context["families"]
            listed[role] = list(shown.grids.all())

        assert listed == {
            UserRole.HR: [draft],
            UserRole.ADMIN: [draft],
            UserRole.INTERVIEWER: [],
            UserRole.HIRING_MANAGER: [],
        }

    def test_the_page_of_a_role_shows_its_record_versions_and_ladder(self, reader):
        role = make_role("Specialist", level="middle", purpose_en="Solves things", pay_from=50000, pay_currency="RUB")
        RoleStatement.objects.create(role=role, kind="duty", order=1, text_en="Answers letters")
        retired, standing = make_grid(role), make_grid(role, version=2)
        Grid.objects.filter(pk=retired.pk).update(state=GridState.RETIRED)

        response = reader.get(reverse("competencies:role", args=[role.key]))

        assert response.context["grids"] == [standing, retired]
        assert response.context["standing"] == standing
        assert len(response.context["ladder"].rows) == 2
        for words in ("Specialist [en]", "Solves things", "from 50,000 RUB a month", "Answers letters"):
            assert words in response.content.decode()

    def test_an_unknown_role_is_not_found(self, reader):
        assert reader.get(reverse("competencies:role", args=["nobody"])).status_code == 404


class TestCompetencies:
    def test_words_are_found_in_names_and_definitions_of_every_language(self, reader):
        texts = {"Focus": {"name_ru": "Внимание"}, "Writing": {"definition_ro": "Scrie clar"}, "Tact": {}}
        for name, said in texts.items():
            Competency.objects.filter(pk=make_competency(name).pk).update(category="value", **said)
        searches = {"focus": ["Focus"], "внимание": ["Focus"], "scrie CLAR": ["Writing"], "focus tact": []}

        for words, expected in searches.items():
            assert names(reader.get(LIBRARY, {"show": "competencies", "q": words})) == expected, words

    def test_a_category_narrows_the_list(self, reader):
        make_competency("Focus", category="value")
        make_competency("Writing", category="hard_skill")

        assert names(reader.get(LIBRARY, {"show": "competencies", "category": "value"})) == ["Focus"]

    def test_an_unknown_category_is_refused_in_words_and_not_with_an_error(self, reader):
        make_competency("Focus")
        assert reader.get(LIBRARY, {"show": "competencies", "category": "luck"}).status_code == 200

    def test_counts_stand_beside_each_competency(self, reader):
        competency = make_competency(questions=3)
        role = make_role()
        make_grid(role, competencies=[competency])
        make_grid(role, competencies=[competency], version=2)
        make_grid(competencies=[competency], published=False)

        (row,) = reader.get(LIBRARY, {"show": "competencies"}).context["page"].object_list

        assert (row.anchor_count, row.question_count, row.role_count) == (5, 3, 1)

    def test_the_list_comes_in_pages_and_keeps_the_search(self, reader):
        for number in range(31):
            make_competency(f"Skill {number:02}", anchors=False, questions=0, category="value")

        first = reader.get(LIBRARY, {"show": "competencies", "category": "value"})
        second = reader.get(LIBRARY, {"show": "competencies", "category": "value", "page": 2})

        assert (len(names(first)), names(second)) == (30, ["Skill 30"])
        assert "?show=competencies&amp;category=value&amp;page=2" in first.content.decode()

    def test_htmx_gets_the_list_alone(self, reader):
        make_competency("Focus")
        part = reader.get(LIBRARY, {"show": "competencies"}, headers={"HX-Request": "true"})
        page = part.content.decode()

        assert page.lstrip().startswith('<section id="results"')
        assert "HX-Request" in part["Vary"]  # or the browser shows this part as the page when one comes back to it
        assert "Focus [en]" in page

    def test_the_page_of_a_competency_names_the_grids_that_require_it(self, reader):
        competency = make_competency()
        grid = make_grid(competencies=[competency], required_level=4)
        make_grid(competencies=[competency], published=False)
        make_grid()

        uses = reader.get(reverse("competencies:competency", args=[competency.key])).context["uses"]

        assert [(item.grid, item.required_level) for item in uses] == [(grid, 4)]

    def test_an_unknown_competency_is_not_found(self, reader):
        assert reader.get(reverse("competencies:competency", args=["luck"])).status_code == 404


class TestGrid:
    def test_a_published_grid_shows_its_copy_and_not_the_library(self, reader):
        grid = make_grid(competencies=[make_competency("Focus")])
        competency = grid.items.get().competency
        competency.name_en = "Renamed"
        competency.save()
        competency.anchors.update(text_en="Rewritten")

        page = reader.get(reverse("competencies:grid", args=[grid.pk])).content.decode()

        assert "Focus [en]" in page
        assert "Focus behaviour 5 [en]" in page
        assert "Renamed" not in page
        assert "Rewritten" not in page

    def test_a_draft_shows_the_library_to_hr_and_does_not_exist_for_others(self, client):
        draft = make_grid(competencies=[make_competency("Focus")], published=False)
        address = reverse("competencies:grid", args=[draft.pk])
        client.force_login(make_user(UserRole.HR))
        assert "Focus behaviour 5 [en]" in client.get(address).content.decode()

        for role in (UserRole.INTERVIEWER, UserRole.HIRING_MANAGER):
            client.force_login(make_user(role))
            assert client.get(address).status_code == 404

    def test_a_reader_is_offered_no_act(self, reader):
        grid = make_grid()
        page = reader.get(reverse("competencies:grid", args=[grid.pk])).content.decode()

        for name in ("grid_copy", "grid_retire", "grid_edit"):
            assert reverse(f"competencies:{name}", args=[grid.pk]) not in page


class TestQueries:
    """As many queries for a full library as for a small one."""

    @pytest.mark.parametrize("size", [3, 60])
    def test_roles(self, hr, size, django_assert_num_queries):
        for number in range(size):
            make_grid(make_role(family=f"family{number % 5}"), competencies=[])
        with django_assert_num_queries(8):
            hr.get(LIBRARY)

    @pytest.mark.parametrize("size", [3, 30])
    def test_competencies(self, hr, size, django_assert_num_queries):
        make_grid(items=size)
        with django_assert_num_queries(8):
            hr.get(LIBRARY, {"show": "competencies"})

    @pytest.mark.parametrize("size", [3, 60])
    def test_role(self, hr, size, django_assert_num_queries):
        role, one = make_role(), make_competency()
        make_grid(role, items=size)
        for number in range(size):
            make_grid(role, competencies=[one], version=number + 2)
            RoleStatement.objects.create(role=role, kind="duty", order=number, text_en="x", competency=one)
        with django_assert_num_queries(11):
            hr.get(reverse("competencies:role", args=[role.key]))

    @pytest.mark.parametrize("published", [True, False])
    @pytest.mark.parametrize("size", [3, 60])
    def test_grid(self, hr, size, published, django_assert_num_queries):
        grid = make_grid(items=size, published=published)
        with django_assert_num_queries(10):
            hr.get(reverse("competencies:grid", args=[grid.pk]))

    @pytest.mark.parametrize("size", [3, 60])
    def test_competency(self, hr, size, django_assert_num_queries):
        competency = make_competency(questions=size)
        for _ in range(size):
            make_grid(competencies=[competency], published=False)
        with django_assert_num_queries(6):
            hr.get(reverse("competencies:competency", args=[competency.key]))
