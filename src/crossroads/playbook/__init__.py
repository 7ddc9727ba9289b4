"""8. Practices with evidence, lessons, roundtables, the toolkit."""
