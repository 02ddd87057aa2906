"""Ratings in, honest numbers out: numpy and scipy only, nothing of the application is imported here.

``ratings`` is everywhere a sequence of (candidate, rater, competency, level); ids are any hashable, level is a
finite number. Every row is one observation, so two rows with the same three ids (two stages) both count.
The model, its limits and its evidence are described in docs/measurement.md.
"""
