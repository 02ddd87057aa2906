from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        """Let the outbox ask about reminders that have waited."""
        from outbox.domain import checking
        from outbox.enums import MessageKind
        from reminders.domain.revising import look

        checking.register(MessageKind.REMINDER, look)
