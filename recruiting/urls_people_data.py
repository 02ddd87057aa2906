from django.urls import path

from recruiting.views import consents, contacts, own_page, people_data

people_data_urls = [
    path("people-data/", people_data.overview, name="people_data"),
    path("people-data/records/<int:number>/", people_data.record, name="destruction_record"),
    path("people-data/profiles/<int:pk>/", people_data.profile, name="legal_profile"),
    path("people-data/vacancies/<int:pk>/", people_data.vacancy_profile, name="vacancy_profile"),
    path("people-data/requests/<uuid:uid>/done/", people_data.request_done, name="request_done"),
    path("people-data/candidates/<int:pk>/export/", people_data.export, name="export_person"),
    path("people-data/candidates/<int:pk>/erase/", people_data.erase, name="erase_person"),
    path("applications/<int:pk>/data/", consents.application_data, name="application_data"),
    path("applications/<int:pk>/contacts/", contacts.candidate_contacts, name="candidate_contacts"),
    path("applications/<int:pk>/consent/", consents.consent, name="consent"),
    path("applications/<int:pk>/consents/<slug:purpose>/", consents.consent_document, name="consent_document"),
    path("applications/<int:pk>/link/", consents.link, name="candidate_link"),
    path("me/<str:secret>/", own_page.own_page, name="own_page"),
    path("me/<str:secret>/correct/", own_page.own_page_correct, name="own_page_correct"),
    path("me/<str:secret>/consent/", own_page.own_page_consent, name="own_page_consent"),
    path("me/<str:secret>/ask/", own_page.own_page_ask, name="own_page_ask"),
]
