"""What a comparison said at one moment, as JSON with pseudonymous ids only, so that an erasure leaves the proof."""

from dataclasses import asdict

from scorecards.domain.comparing import Column, Comparison

VERSION = 1


def snapshot_of(comparison: Comparison) -> dict:
    """Grid, rule, every candidate's figures, the cards behind them and the model's parameters."""
    grid = comparison.vacancy.grid
    return {
        "version": VERSION,
        "vacancy": comparison.vacancy.pk,
        "grid": {"id": grid.pk, "version": grid.version, "digest": grid.digest},
        "rule": {
            "min_coverage": comparison.rule.min_coverage,
            "equal_low": comparison.rule.equal_low,
            "equal_high": comparison.rule.equal_high,
        },
        "items": [
            {"id": item.id, "required": item.required, "weight": item.weight, "must_have": item.must_have}
            for item in comparison.items
        ],
        "candidates": [_candidate(column) for column in comparison.columns],
        "not_rated": [one.pk for one in comparison.unrated],
        "cards": [
            {"id": card.pk, "interviewer": card.interviewer_id, "stage": card.stage_id, "digest": card.digest}
            | ({} if card.independent else {"independent": False})
            for card in comparison.cards
        ],
        "model": _model(comparison),
    }


def _candidate(column: Column) -> dict:
    assessment = column.assessment
    return {
        "application": column.application.pk,
        "candidate": str(column.application.candidate.uid),
        "fit": assessment.fit,
        "coverage": assessment.coverage,
        "raters": assessment.raters,
        "standing": column.standing.value,
        "group": column.group,
        "place": column.place,
        "shares_with": list(column.shares_with),
        "cells": [
            {"item": cell.item.id, "mean": cell.mean, "low": cell.low, "high": cell.high, "raters": cell.raters}
            for cell in assessment.cells
        ],
    }


def _model(comparison: Comparison) -> dict:
    if comparison.solution is None:
        return {}
    scores = comparison.solution.candidates
    fitted = comparison.parameters
    return ({"parameters": {"family": fitted.family, "version": fitted.version}} if fitted else {}) | {
        "components": asdict(comparison.components),
        "scores": {str(one): {"score": score.score, "se": score.se} for one, score in scores.items()},
    }
