"""Readings of the data map: statement, record and their kin. Each turns values into text or bytes."""
