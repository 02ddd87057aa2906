from allauth.account import views as allauth
from django.urls import path, re_path

from accounts.views import access, addresses, handover, leave, leaving, people, personal

app_name = "accounts"
urlpatterns = [
    path("settings/", personal.personal_settings, name="settings"),
    path("access/", access.access_log, name="access_log"),
    path("language/", personal.guest_language, name="language"),
    path("people/", people.people_list, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/access/", people.person_access, name="person_access"),
    path("people/<int:pk>/address/", addresses.person_address, name="person_address"),
    path("people/<int:pk>/handover/", handover.person_handover, name="person_handover"),
    path("people/<int:pk>/leave/", leave.person_leave, name="person_leave"),
    path("leave/", leave.own_leave, name="leave"),
    path("leave/<int:pk>/off/", leave.leave_off, name="leave_off"),
    path("leave/<int:pk>/seats/", leave.leave_seats, name="leave_seats"),
    path("address/<str:key>/", addresses.address, name="address"),
]

# Log-in pages of allauth, by name: signing up, several addresses and social log-ins are not offered.
entrance = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", leaving.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
