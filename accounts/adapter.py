from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People are invited by the hiring team; nobody signs up."""

    def is_open_for_signup(self, request) -> bool:
        return False
