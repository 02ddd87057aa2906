"""Search finds candidates and vacancies by a part of the name or a misspelt one, within reach only."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from recruiting.domain.merging import merge
from recruiting.domain.people_data.erasing import erase_candidate
from recruiting.domain.people_data.own_page import correct
from recruiting.enums import DestructionGround
from recruiting.models import Application, DuplicatePair, Note, Vacancy
from tests.factories import make_application, make_candidate, make_card, make_interview, make_user, make_vacancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_user(Role.HR)


@pytest.fixture
def application(recruiter):
    vacancy = make_vacancy(recruiter=recruiter, title="Support, night")
    return make_application(vacancy, candidate=make_candidate("Дарья Соколова", added_by=recruiter))


def look_up(client, user, words: str):
    client.force_login(user)
    return client.get(reverse("desk:search"), {"q": words})


def names(response) -> tuple[list[str], list[str]]:
    found = response.context["found"]
    return [row.candidate.full_name for row in found.applications], [row.title for row in found.vacancies]


@pytest.mark.parametrize("words", ["соко", "СОКО", "дарья", "  соколова  "])
def test_any_part_of_the_name_in_any_case(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == (["Дарья Соколова"], [])


@pytest.mark.parametrize(
    "words",
    ["сокалова", "Сокоова", "дараья", "Соколоваа", "соколова дарья", "сокалова дарь", "Дарь"],
)
def test_a_misspelt_name_and_words_in_any_order(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == (["Дарья Соколова"], [])


@pytest.mark.parametrize("words", ["сак", "Петрова", "дарья петрова", "соколова иван"])
def test_another_name_is_not_found(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == ([], [])


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Олег Журавлёв", ["Jurav", "Juravlev", "zhurav", "журав"]),
        ("Олег Шевченко", ["Șevcenco", "sevcen", "Shevchenko", "шевч"]),
        ("Олег Кучеров", ["Cucerov", "Kucher"]),
        ("Олег Щербаков", ["Șcerbacov", "Shcherb"]),
        ("Oleg Țurcanu", ["Цуркану", "Tsurcanu", "turcan"]),
        ("Gheorghe Munteanu", ["Георге", "george", "Gheorg"]),
        ("Mihail Chirilă", ["Кирилэ", "Chiril", "Mikhail", "Михаил"]),
    ],
)
def test_a_name_is_found_by_the_spelling_of_another_language(client, recruiter, application, kept, typed):
    make_application(application.vacancy, candidate=make_candidate(kept, added_by=recruiter))
    assert [names(look_up(client, recruiter, words))[0] for words in typed] == [[kept]] * len(typed)


def test_a_name_that_holds_the_words_stands_before_one_that_is_alike(client, recruiter, application):
    for name in ("Андрей Соколав", "Яна Соколов"):
        make_application(application.vacancy, candidate=make_candidate(name, added_by=recruiter))
    found = names(look_up(client, recruiter, "соколов"))[0]
    assert found == ["Дарья Соколова", "Яна Соколов", "Андрей Соколав"]


def corrected(application, full_name: str) -> None:
    """What the person tells of themselves later; the earlier values stay as a record of theirs."""
    person, now = application.candidate, timezone.now()
    correct(candidate=person, full_name=full_name, email=person.email, phone=person.phone, city="", now=now)


@pytest.mark.parametrize("words", ["соко", "Sokol", "сокалова", "дарья сокалова", "соколова дарья"])
def test_a_former_name_finds_the_person_and_the_hit_says_so(client, recruiter, application, words):
    corrected(application, "Дарья Munteanu")
    page = look_up(client, recruiter, words)
    assert (names(page)[0], page.content.decode().count("formerly Дарья Соколова")) == (["Дарья Munteanu"], 1)
    client.force_login(recruiter)
    people = client.get(reverse("recruiting:candidates"), {"q": words})
    assert [row.full_name for row in people.context["page"]] == ["Дарья Munteanu"]
    assert people.content.decode().count("formerly Дарья Соколова") == 1


@pytest.mark.parametrize("words", ["munteanu", "дарья"])
def test_who_is_found_by_the_name_of_today_is_not_shown_with_an_earlier_one(client, recruiter, application, words):
    corrected(application, "Дарья Munteanu")
    page = look_up(client, recruiter, words)
    assert (names(page)[0], "formerly" in page.content.decode()) == (["Дарья Munteanu"], False)


def test_the_name_that_a_merge_did_not_keep_finds_the_person(client, recruiter, application):
    second = make_candidate("Daria Lungu", added_by=recruiter)
    pair = DuplicatePair.objects.create(first=application.candidate, second=second, likeness=0.8)
    merge(pair=pair, kept={}, by=recruiter, now=timezone.now())
    page = look_up(client, recruiter, "lung")
    assert (names(page)[0], "formerly Daria Lungu" in page.content.decode()) == (["Дарья Соколова"], True)


@pytest.mark.parametrize("words", ["+373 69 100 200", "69100200", "quiet.owl@", "quiet.owl@mail.example"])
def test_former_contacts_find_the_person_for_whoever_reads_contacts(client, recruiter, application, words):
    person, now = application.candidate, timezone.now()
    type(person).objects.update(email="quiet.owl@mail.example", phone="+37369100200")
    person.refresh_from_db()
    correct(candidate=person, full_name=person.full_name, email="new@mail.example", phone="", city="", now=now)
    said = "formerly quiet.owl@mail.example, +37369100200"
    interviewer = make_user(Role.INTERVIEWER)
    make_interview(application, interviewer)
    for user, seen in ((recruiter, True), (make_user(Role.ADMIN), True), (interviewer, False)):
        page = look_up(client, user, words)
        assert (names(page)[0] == ["Дарья Соколова"], said in page.content.decode()) == (seen, seen)


def test_contacts_of_today_are_not_shown_as_former(client, recruiter, application):
    person = application.candidate
    type(person).objects.update(email="quiet.owl@mail.example")
    person.refresh_from_db()
    corrected(application, "Дарья Munteanu")
    page = look_up(client, recruiter, "quiet.owl@")
    assert (names(page)[0], "formerly" in page.content.decode()) == (["Дарья Munteanu"], False)


def test_a_former_name_reaches_no_further_than_the_person(client, application):
    corrected(application, "Дарья Munteanu")
    stranger = make_user(Role.HR)
    make_vacancy(recruiter=stranger)
    assert names(look_up(client, stranger, "соколова")) == ([], [])


def test_a_person_with_the_name_and_one_who_had_it_are_both_found(client, recruiter, application):
    corrected(application, "Дарья Munteanu")
    make_application(application.vacancy, candidate=make_candidate("Яна Соколова", added_by=recruiter))
    assert sorted(names(look_up(client, recruiter, "соколова"))[0]) == ["Дарья Munteanu", "Яна Соколова"]


def test_an_erasure_takes_the_former_names_from_the_search_too(client, recruiter, application):
    corrected(application, "Дарья Munteanu")
    person = application.candidate
    Application.objects.update(state="rejected", closed_at=timezone.now(), no_letter_reason="Told by phone.")
    erase_candidate(uid=person.uid, ground=DestructionGround.REQUEST, by=make_user(Role.ADMIN), now=timezone.now())
    for user in (recruiter, make_user(Role.ADMIN)):
        page = look_up(client, user, "соколова")
        assert (names(page), "Соколова" in page.content.decode().replace('value="соколова"', "")) == (([], []), False)


def test_a_misspelt_title(client, recruiter, application):
    assert names(look_up(client, recruiter, "suport nigth")) == ([], ["Support, night"])


def test_vacancies_by_title(client, recruiter, application):
    assert names(look_up(client, recruiter, "night")) == ([], ["Support, night"])


@pytest.mark.parametrize("words", ["", "с", "  с "])
def test_fewer_than_two_letters_find_nothing_and_say_so(client, recruiter, application, words):
    response = look_up(client, recruiter, words)
    assert names(response) == ([], [])
    assert "Type at least 2 letters" in response.content.decode()


def test_nothing_found_is_said_with_the_words(client, recruiter, application):
    assert "Nothing found for “&lt;b&gt;x”" in look_up(client, recruiter, "<b>x").content.decode()


@pytest.mark.parametrize("words", ["%%", "__", "\\\\"])
def test_signs_of_patterns_are_plain_letters(client, recruiter, application, words):
    assert names(look_up(client, recruiter, words)) == ([], [])


@pytest.mark.parametrize("role", [Role.HR, Role.INTERVIEWER, Role.HIRING_MANAGER])
def test_nobody_finds_what_is_out_of_reach(client, application, role):
    stranger = make_user(role)
    assert names(look_up(client, stranger, "соко")) == ([], [])
    assert names(look_up(client, stranger, "night")) == ([], [])


def test_an_interviewer_finds_whom_they_meet(client, application):
    interviewer = make_user(Role.INTERVIEWER)
    make_application(
        application.vacancy, candidate=make_candidate("Соколов Пётр", added_by=application.vacancy.created_by)
    )
    make_interview(application, interviewer)
    assert names(look_up(client, interviewer, "соко")) == (["Дарья Соколова"], [])


def test_an_administrator_finds_everything(client, application):
    assert names(look_up(client, make_user(Role.ADMIN), "соко")) == (["Дарья Соколова"], [])


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Иванов Сергей", "ivanov"),
        ("Иванов Сергей", "sergey iv"),
        ("Иванов Сергей", "ivanof"),
        ("Sergei Ivanov", "иванов"),
        ("Щербакова Юлия", "shcherbakova yulia"),
        ("Țurcanu Ștefan", "turcanu"),
        ("Ţurcanu Ştefan", "Țurcanu ștefan"),
        ("Turcanu Stefan", "ţurcanu"),
        ("Mihăiță Bîrsan", "mihaita birsan"),
        ("O’Neil Ann", "oneil"),
    ],
)
def test_a_name_is_found_in_any_of_the_three_languages(client, recruiter, application, kept, typed):
    make_application(application.vacancy, candidate=make_candidate(kept, added_by=recruiter))
    assert names(look_up(client, recruiter, typed))[0] == [kept]


def test_two_letters_find_the_beginnings_of_words(client, recruiter, application):
    assert names(look_up(client, recruiter, "со")) == (["Дарья Соколова"], [])
    assert names(look_up(client, recruiter, "ко")) == ([], [])


CONTACTS = ["069 123 456", "69123", "+373 69 123 456", "nightowl@mail.example", "nightowl"]


@pytest.mark.parametrize("typed", CONTACTS)
def test_who_reads_contacts_finds_by_phone_and_address(client, recruiter, application, typed):
    type(application.candidate).objects.update(email="nightowl@mail.example", phone="+37369123456")
    assert names(look_up(client, recruiter, typed))[0] == ["Дарья Соколова"]


@pytest.mark.parametrize("typed", CONTACTS)
def test_an_interviewer_cannot_try_out_phones_and_addresses(client, application, typed):
    type(application.candidate).objects.update(email="nightowl@mail.example", phone="+37369123456")
    interviewer = make_user(Role.INTERVIEWER)
    make_interview(application, interviewer)
    assert names(look_up(client, interviewer, typed)) == ([], [])


def note(application, text: str, author) -> Note:
    return Note.objects.create(application=application, author=author, text=text, at=timezone.now())


@pytest.mark.parametrize("typed", ["отпуск", "otpusk", "ОТПУ", "отпускк"])
def test_notes_are_found_by_their_words(client, recruiter, application, typed):
    kept = note(application, "Хочет отпуск в марте.", recruiter)
    assert look_up(client, recruiter, typed).context["found"].notes == [kept]


def test_notes_of_colleagues_stay_closed_to_who_still_has_to_rate(client, recruiter, application):
    other = make_user(Role.HR)
    note(application, "Sounded unsure.", other)
    own = note(application, "Sounded fine.", recruiter)
    meeting = make_interview(application, recruiter, stage=application.vacancy.stages.get(key="interview"))
    assert look_up(client, recruiter, "sounded").context["found"].notes == [own]
    make_card(meeting, recruiter)
    assert len(look_up(client, recruiter, "sounded").context["found"].notes) == 2


def test_nobody_finds_notes_out_of_reach(client, recruiter, application):
    note(application, "Sounded fine.", recruiter)
    seated = make_user(Role.INTERVIEWER)
    make_interview(application, seated)
    for stranger in (make_user(Role.HR), make_user(Role.HIRING_MANAGER), seated):
        assert look_up(client, stranger, "sounded").context["found"].nothing


def test_the_list_of_candidates_searches_in_the_same_way(client, recruiter, application):
    client.force_login(recruiter)
    page = client.get(reverse("recruiting:candidates"), {"q": "sokalova"}).context["page"]
    assert [person.full_name for person in page] == ["Дарья Соколова"]


def test_the_number_of_queries_does_not_grow(
    client, recruiter, application, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(recruiter)
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("desk:search"), {"q": "соко"})
    vacancy = Vacancy.objects.get()
    for number in range(20):
        make_application(vacancy, candidate=make_candidate(f"Соколов {number}", added_by=recruiter))
    with django_assert_num_queries(len(few)):
        client.get(reverse("desk:search"), {"q": "соко"})
