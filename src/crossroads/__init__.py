"""Crossroads: recruit for a clinical trial through social media, with approval, safety and measurement."""
