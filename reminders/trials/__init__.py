"""Trials of the reminders under load: a drill in which processes die, and a benchmark over a million applications."""
