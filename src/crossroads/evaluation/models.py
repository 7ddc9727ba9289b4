"""Evaluation keeps no tables of its own yet: it reads the earlier rooms and counts."""
