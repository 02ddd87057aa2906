#!/usr/bin/env python
"""Run a management command; `./run manage` gives it the project's environment."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import config.celery  # noqa: F401 tasks of every process belong to this application

    execute_from_command_line(sys.argv)
