"""Addresses of interviews; `recruiting/urls.py` puts them after those of vacancies and candidates."""

from django.urls import URLPattern

interview_urls: list[URLPattern] = []
