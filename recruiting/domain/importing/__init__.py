"""Bringing people from a table into a vacancy: read, check, recognise, choose, bring in."""
