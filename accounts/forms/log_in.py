from allauth.account import forms as allauth


class LogInForm(allauth.LoginForm):
    """The way to a new password stands once, below the button, in the words of the other pages."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
