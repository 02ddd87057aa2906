"""Celery application. Tasks carry ids only; the database is the truth, the broker may be flushed at any time."""

import os
import warnings

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

if os.environ.get("RUBRIKA_ENV") == "demo":  # on a desk, even as root; a real server keeps the warning
    warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app = Celery("rubrika")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_project_logging(**_kwargs):
    """Celery must not replace the structured logging of the settings."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)
