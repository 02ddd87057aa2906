from allauth.account import views as allauth


class Logout(allauth.LogoutView):
    """The browser drops the pages it keeps for going back, so that nobody reads them after the log-in is over."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


logout = Logout.as_view()
