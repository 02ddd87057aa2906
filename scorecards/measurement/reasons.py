"""Codes for what a number must not be used for. Words belong to whoever shows them."""

from enum import StrEnum


class Reason(StrEnum):
    """Why correction for rater severity is impossible or pointless for a set of ratings."""

    FEW_CANDIDATES = "few_candidates"
    FEW_RATERS = "few_raters"
    SINGLE_CANDIDATE_RATER = "single_candidate_rater"
    EVERYONE_RATED_EVERYONE = "everyone_rated_everyone"
    DISCONNECTED = "disconnected"


class Withheld(StrEnum):
    """Why a single indicator is not shown."""

    TOO_FEW = "too_few"
    WITHIN_ERROR = "within_error"
    NO_VARIATION = "no_variation"
