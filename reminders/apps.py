from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        """Let the outbox ask about reminders that have waited, and an erasure reach the words of passed duties."""
        from outbox.domain import checking
        from outbox.enums import MessageKind
        from reminders.domain.held import register_held
        from reminders.domain.revising import look

        register_held()
        checking.register(MessageKind.REMINDER, look)
